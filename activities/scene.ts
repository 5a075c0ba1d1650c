import type { App } from '../src/domain/app.ts';
import type { Convergence, DesiredPool, PoolReading } from '../src/domain/pool.ts';

/** Marathon and the pool as they are at one moment. */
export interface Scene {
  readonly apps: readonly App[];
  /** Before anything was done about it. */
  readonly found: PoolReading;
  readonly pool: Convergence;
  readonly desired: DesiredPool;
}
