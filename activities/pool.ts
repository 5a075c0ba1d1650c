import type { Cause } from '../src/domain/outcome.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { Sighting } from '../src/domain/status.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import { keepPool, sight } from './look.ts';
import { watch } from './watch.ts';

export type PoolResult =
  | { readonly kind: 'settled'; readonly sighting: Sighting }
  | { readonly kind: 'failed'; readonly cause: Cause };

export function poolActivities(targets: Targets) {
  return {
    /**
     * Brings the pool to what is intended, on every instance of the load balancer, and reads it back. Safe to repeat.
     * Answers `failed` when it did not get there in time; the pool is then somewhere on the way, and users are served.
     */
    async shapePool(input: { intent: PoolIntent; timeoutMs: number }): Promise<PoolResult> {
      const target = targetNamed(targets, input.intent.target);
      return watch<string | undefined, PoolResult>({
        timeoutMs: input.timeoutMs,
        everyMs: 100,
        initial: undefined,
        onTimeout: (waitingFor, problem) => ({
          kind: 'failed',
          cause: {
            kind: 'pool',
            message: `the pool is not as wanted after ${input.timeoutMs / 1000} s: ${problem ?? waitingFor ?? 'unknown'}`,
          },
        }),
        look: async () => {
          const scene = await keepPool(target, input.intent);
          if (scene.pool.kind === 'settled')
            return { kind: 'over', result: { kind: 'settled', sighting: sight(scene) } };
          return {
            kind: 'again',
            state: scene.pool.waitingFor,
            sighting: sight(scene, scene.pool.waitingFor),
          };
        },
      });
    },
  };
}
