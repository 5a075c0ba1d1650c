import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import type { CanarySpec } from '../../src/domain/canary-spec.ts';
import type { OutcomeKind } from '../../src/domain/outcome.ts';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import type { ReleaseStatus } from '../../src/domain/status.ts';
import type { World } from '../support/world.ts';
import type { Scenario } from './calls.ts';
import type { Lane } from './lane.ts';

const gaugeApp = fileURLToPath(new URL('gauge-app.mjs', import.meta.url));

/** Tasks that serve before and after each release. */
export const INSTANCES = 2;

export interface Procedure {
  readonly spec: (lane: Lane, service: string, version: string) => BlueGreenSpec | CanarySpec;
  /** How it ends when nothing disturbs it. */
  readonly ends: OutcomeKind;
  /** What a person does meanwhile. */
  readonly meanwhile?: (world: World, handle: WorkflowHandle) => Promise<void>;
}

const check = { name: 'asks', query: 'vector(1)' };

export const procedures: Readonly<Record<Scenario, Procedure>> = {
  first: { spec: (...of) => aBlueGreen(...of, {}), ends: 'released' },
  release: { spec: (...of) => aBlueGreen(...of, {}), ends: 'released' },
  back: {
    spec: (...of) => aBlueGreen(...of, { pending: { metric: 'pending_operations', zeroFor: '1500ms' } }),
    ends: 'aborted',
    meanwhile: async (world, handle) => {
      await world.until(handle, isDraining, 150_000);
      await handle.signal('abort', { by: 'ann', reason: 'tries the way back' });
    },
  },
  canary: {
    spec: (...of) =>
      aLittleCanary(...of, {
        steps: [
          {
            setHeaderRoute: {
              name: 'testers',
              match: [{ headerName: 'x-canary', headerValue: { exact: 'always' } }],
            },
          },
          { setWeight: 50 },
          { pause: { duration: '1s' } },
          { setHeaderRoute: { name: 'testers' } },
        ],
        checks: [{ ...check, passWhen: '> 0', interval: '500ms' }],
      }),
    ends: 'released',
  },
  'canary-back': {
    spec: (...of) =>
      aLittleCanary(...of, {
        steps: [{ setWeight: 50 }, { pause: { duration: '1h' } }],
        checks: [{ ...check, failWhen: '> 0', initialDelay: '1s', interval: '500ms' }],
      }),
    ends: 'rolled-back',
  },
};

/** Or never will again. */
const isDraining = ({ state, steps }: ReleaseStatus): boolean =>
  state === 'finished' || steps.some((it) => it.step === 8 && it.batch === 1 && it.state !== 'ahead');

function aBlueGreen(
  lane: Lane,
  service: string,
  version: string,
  spec: Partial<BlueGreenSpec>,
): BlueGreenSpec {
  const bake = { duration: '1s', checks: [{ ...check, min: 0 }] };
  const plain = aSpec(service, { version, instances: INSTANCES, workMs: 200, spec: { bake, ...spec } });
  return { ...plain, ...throughLane(lane, plain) };
}

function aLittleCanary(
  lane: Lane,
  service: string,
  version: string,
  canary: Partial<CanarySpec>,
): CanarySpec {
  const plain = aCanary(service, { version, workMs: 200 }, canary);
  return { ...plain, ...throughLane(lane, plain) };
}

/** The same with everything asked through the lane's proxies, and time enough to wait out what they do. */
function throughLane({ target, gaugeUrl }: Lane, { app, pending }: BlueGreenSpec | CanarySpec) {
  const port = { port: 0, protocol: 'tcp' };
  const env = { ...(app['env'] as object), GAUGE_PROXY: gaugeUrl };
  return {
    target,
    app: { ...app, cmd: `exec ${process.execPath} ${gaugeApp}`, env, portDefinitions: [port, port] },
    pending: { metric: 'pending_operations', ...pending, portIndex: 1 },
    health: { timeout: '120s', tolerance: '20s' },
    drain: { timeout: '120s' },
  };
}
