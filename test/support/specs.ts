import { fileURLToPath } from 'node:url';
import type { CanarySpec } from '../../src/domain/canary-spec.ts';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';

const exampleApp = fileURLToPath(new URL('../../src/local/example-app.mjs', import.meta.url));

export interface Wanted {
  readonly version: string;
  /** The example app's switches that make a version bad. */
  readonly bad?: string;
  readonly instances?: number;
  readonly workMs?: number;
  readonly spec?: Partial<BlueGreenSpec>;
}

/** A spec of the example app with waits that suit a test. */
export function aSpec(service: string, wanted: Wanted): BlueGreenSpec {
  const env = { APP_VERSION: wanted.version, BAD: wanted.bad ?? '', WORK_MS: String(wanted.workMs ?? 500) };
  return {
    target: 'local',
    service,
    app: {
      id: `/${service}`,
      cmd: `exec ${process.execPath} ${exampleApp}`,
      cpus: 0.01,
      mem: 32,
      env,
      portDefinitions: [{ port: 0, protocol: 'tcp' }],
      healthChecks: [
        {
          protocol: 'HTTP',
          path: '/health',
          portIndex: 0,
          gracePeriodSeconds: 2,
          intervalSeconds: 1,
          timeoutSeconds: 2,
          maxConsecutiveFailures: 3,
          delaySeconds: 0,
        },
      ],
      backoffSeconds: 1,
      backoffFactor: 1,
      ...(wanted.instances === undefined ? {} : { instances: wanted.instances }),
    },
    health: { timeout: '30s', tolerance: '3s' },
    pending: { metric: 'pending_operations', zeroFor: '300ms' },
    drain: { timeout: '30s' },
    bake: { duration: '1s' },
    ...wanted.spec,
  };
}

/** A spec of a canary of the example app. */
export function aCanary(
  service: string,
  wanted: Omit<Wanted, 'spec'>,
  canary: Partial<CanarySpec>,
): CanarySpec {
  const { target, app, health, pending, drain } = aSpec(service, wanted);
  return { target, service, app, health, pending, drain, bake: { duration: '1s' }, ...canary };
}
