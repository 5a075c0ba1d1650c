import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cause } from '../../src/domain/outcome.ts';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import { aSpec, type Wanted } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

let world: World;

beforeAll(async () => {
  world = await aWorld(['progress', 'health', 'drain']);
}, 120_000);
afterAll(() => world.end());

/** Why a release of this version did not go through. */
async function causeOf(service: string, wanted: Wanted): Promise<Cause | undefined> {
  const { kind, cause } = await world.release(aSpec(service, wanted));
  expect(kind).toBe('rolled-back');
  return cause;
}

it('a wait that ends by its bound names its field in the outcome', async () => {
  const never = (spec: Partial<BlueGreenSpec>): Wanted => ({ version: 'v1', bad: 'never-healthy', spec });
  const stuck = async () => {
    await world.release(aSpec('drain', { version: 'v1', workMs: 600_000 }));
    await fetch(`${world.stack.serviceUrls['drain']!}/work`, { method: 'POST' });
    return causeOf('drain', { version: 'v2', spec: { drain: { timeout: '3s' } } });
  };
  const causes = await Promise.all([
    causeOf('progress', never({ deadlines: { progress: '4s' } })),
    causeOf('health', never({ health: { timeout: '4s' } })),
    stuck(),
  ]);
  expect(causes.map((it) => it?.deadline)).toEqual(['deadlines.progress', 'health.timeout', 'drain.timeout']);
  expect(causes.map((it) => it?.kind)).toEqual(['deadline', 'unhealthy', 'drain-timeout']);
  expect(causes[0]?.message).toMatch(/^no further task has become healthy for 4 s: 0 of 1 tasks/);
}, 120_000);
