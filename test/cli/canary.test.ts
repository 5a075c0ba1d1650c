import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { aDirectory, pacer, specOf } from './support/pacer.ts';
import { IDLE_NAMESPACE, startScriptedTemporal, type ScriptedTemporal } from './support/scripted-worker.ts';

let temporal: ScriptedTemporal;
let files: Awaited<ReturnType<typeof aDirectory>>;
const there = () => ({ TEMPORAL_ADDRESS: temporal.env.address });
const idle = () => ({ ...there(), TEMPORAL_NAMESPACE: IDLE_NAMESPACE });

async function canarySpec(service: string): Promise<string> {
  const spec: unknown = JSON.parse(specOf(service));
  return files.write(`${service}.json`, JSON.stringify({ ...Object(spec), weights: [5, 100] }));
}

beforeAll(async () => {
  [temporal, files] = await Promise.all([startScriptedTemporal(), aDirectory()]);
});
afterAll(async () => {
  await temporal.stop();
  await files.remove();
});

it('shows what the checks of a canary measure at this moment, from the heartbeats', async () => {
  const { code, err } = await pacer(['release', await canarySpec('shop')], there());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  await eventually(async () => {
    expect(JSON.parse((await pacer(['status', 'shop', '--json'], there())).out)).toMatchObject({
      procedure: 'canary',
      checks: [{ name: 'latency', analysis: 'background', recent: [{}, { phase: 'failed', value: 0.8 }] }],
    });
  }, 20_000);
  const { out } = await pacer(['status', 'shop'], there());
  expect(out).toMatch(/▸ latency \(background\): running +✓✗/);
  expect(out).toContain('CANARY /shop-b');
  expect((await pacer(['promote', 'shop'], there())).code).toBe(0);
  expect((await pacer(['status', 'shop', '--watch'], there())).code).toBe(0);
});

it('finds a canary that no worker has taken on yet', async () => {
  expect((await pacer(['release', await canarySpec('early')], idle())).code).toBe(0);
  await eventually(async () => {
    const { code, err } = await pacer(['status', 'early'], idle());
    expect(code).toBe(7);
    expect(err).toContain('the release of "early" runs, but no worker');
  }, 30_000);
});
