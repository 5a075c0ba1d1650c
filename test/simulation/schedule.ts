import type { CanarySpec } from '../../src/domain/canary-spec.ts';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import type { AttemptFault } from './temporal/attempt.ts';
import type { Acts } from './world/tasks.ts';
import type { CallFault, System } from './world/wire.ts';

export type PrometheusSays = 'good' | 'bad' | 'nothing';

/** Something that happens at some time after the release has begun. */
export type Moment =
  | { readonly kind: 'signal' | 'update'; readonly name: string; readonly input?: unknown }
  | { readonly kind: 'cancel' | 'terminate' | 'evict' | 'unmute' }
  | { readonly kind: 'kill-worker'; readonly downMs: number }
  | { readonly kind: 'crash'; readonly side: Side; readonly task: number }
  | { readonly kind: 'sicken'; readonly side: Side; readonly task: number; readonly ms: number }
  | { readonly kind: 'restart-haproxy'; readonly instance: number }
  | { readonly kind: 'down'; readonly system: System; readonly ms: number }
  | { readonly kind: 'prometheus'; readonly says: PrometheusSays }
  /** another release of the service, of the same spec but for what is given here */
  | {
      readonly kind: 'another';
      readonly whenBusy: 'refuse' | 'queue' | 'latest-wins' | 'replace';
      readonly sameVersion: boolean;
    };

export type Side = 'blue' | 'green';

/** All that decides one run: the same schedule gives the same run. */
export interface Schedule {
  /** Of latencies. */
  readonly seed: number;
  readonly balancers: 1 | 2;
  /** Tasks of the version that serves; 0: the service's first release. */
  readonly blue: number;
  readonly procedure: 'blueGreen' | 'canary';
  /** Beside what every spec of the simulation has. */
  readonly spec: Partial<BlueGreenSpec> | Partial<CanarySpec>;
  readonly green: { readonly instances?: number; readonly acts: Acts };
  /** How long a user's session lasts. */
  readonly sessionMs: number;
  readonly prometheus: PrometheusSays;
  readonly moments: readonly (Moment & { readonly atMs: number })[];
  readonly attempts: readonly { readonly nth: number; readonly fault: AttemptFault }[];
  readonly calls: readonly { readonly nth: number; readonly fault: CallFault }[];
}

export const SERVICE = 'shop';
export const TARGET = 'local';

/** What the nth release of a run is started with. */
export function specOf(
  { procedure, spec, green }: Schedule,
  version: string,
  acts: Acts,
): BlueGreenSpec | CanarySpec {
  const common = {
    ...{ target: TARGET, service: SERVICE },
    app: {
      ...{ id: `/${SERVICE}`, cmd: 'serve', env: { VERSION: version, ACTS: acts } },
      healthChecks: [{ protocol: 'HTTP', path: '/health' }],
      ...(green.instances === undefined ? {} : { instances: green.instances }),
    },
    health: { timeout: '20s', tolerance: '3s' },
    drain: { timeout: '15s' },
  };
  if (procedure === 'canary') {
    const way = 'steps' in spec ? {} : { weights: [10, 100], pause: '2s' };
    return { ...common, ...way, bake: { duration: '2s' }, ...spec };
  }
  return { ...common, bake: { duration: '2s' }, ...spec };
}
