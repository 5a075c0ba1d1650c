import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysisInput } from '../../activities/analysis-input.ts';
import { createMarathon, type Marathon } from '../../src/clients/marathon.ts';
import type { LoadBalancer, PoolReading } from '../../src/domain/pool.ts';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';
import { startOddServer } from '../clients/odd-server.ts';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, oddPrometheus, turningBalancer } from './support/analysis.ts';

let server: LocalMarathon;
let marathon: Marathon;
let stateDir: string;
beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pacer-keep-'));
  server = await startLocalMarathon({ stateDir });
  marathon = createMarathon({ url: server.url });
});
afterAll(async () => {
  await server.stop();
  await rm(stateDir, { recursive: true, force: true });
});

const turnBackTo = { service: 'shop', slot: 'a' } as const;

/** Takes every pool for settled, and notes how often it was asked to. */
function willingBalancer() {
  const { balancer, turned } = turningBalancer();
  const reading: PoolReading = { servers: [], shareOfB: { one: 0 } };
  const kept: number[] = [];
  const willing: LoadBalancer = {
    ...balancer,
    read: () => Promise.resolve(reading),
    converge: () => {
      kept.push(performance.now());
      return Promise.resolve({ kind: 'settled', reading });
    },
  };
  return { balancer: willing, turned, kept };
}

async function anAppWithTask(id: string): Promise<void> {
  await marathon.createApp({ id, cmd: 'while :; do sleep 0.05; done', cpus: 0.01, mem: 16, instances: 1 });
  await eventually(async () => {
    const app = await marathon.readApp(id);
    expect(app?.tasks[0]?.state).toBe('TASK_RUNNING');
  });
}

function keeping(appId: string, instances = 1): Pick<AnalysisInput, 'keep' | 'turnBackTo'> {
  const side = { appId, slot: 'b', admit: 'all', withdrawn: [] } as const;
  const intent = { target: 'local', service: 'shop', portIndex: 0, sides: [side] };
  return { turnBackTo, keep: { intent, appId, wish: { instances }, toleranceMs: 300 } };
}

describe('an analysis that keeps the pool', () => {
  it('lasts for its time and keeps the pool each second', async () => {
    await anAppWithTask('/well');
    const prometheus = await oddPrometheus(() => 0.1);
    const { balancer, kept } = willingBalancer();
    const { result } = analyze(
      { ...aTarget(prometheus.url, balancer), marathon },
      { ...keeping('/well'), mode: { kind: 'for-a-time', durationMs: 2_500 } },
    );
    expect(await result).toMatchObject({ kind: 'passed' });
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect(kept.length).toBeLessThanOrEqual(4);
  });

  it('fails, and sends everybody back, when the app is deleted by somebody else', async () => {
    await anAppWithTask('/deleted');
    const prometheus = await oddPrometheus(() => 0.1);
    const { balancer, turned } = willingBalancer();
    const { result, beats } = analyze(
      { ...aTarget(prometheus.url, balancer), marathon },
      { ...keeping('/deleted'), mode: { kind: 'for-a-time', durationMs: 30_000 } },
    );
    await eventually(() => {
      expect(beats.at(-1)).toMatchObject({ sighting: { apps: [{ appId: '/deleted' }] } });
    });
    await marathon.deleteApp('/deleted', { force: true });
    expect(await result).toMatchObject({ kind: 'failed', cause: { kind: 'foreign-change' } });
    expect(turned).toHaveLength(1);
  });

  it('fails once too few tasks have been healthy for longer than is tolerated', async () => {
    await anAppWithTask('/few');
    const prometheus = await oddPrometheus(() => 0.1);
    const { balancer } = willingBalancer();
    const { result } = analyze(
      { ...aTarget(prometheus.url, balancer), marathon },
      { ...keeping('/few', 2), mode: { kind: 'for-a-time', durationMs: 30_000 } },
    );
    expect(await result).toMatchObject({
      kind: 'failed',
      cause: { message: '1 of 2 tasks of /few are healthy' },
    });
  });

  it('does not pass while the app cannot be seen, and says why', async () => {
    const prometheus = await oddPrometheus(() => 0.1);
    const { balancer } = willingBalancer();
    const { result } = analyze(aTarget(prometheus.url, balancer), {
      ...keeping('/away'),
      mode: { kind: 'for-a-time', durationMs: 200 },
      patienceMs: 500,
    });
    expect(await result).toMatchObject({
      kind: 'failed',
      cause: {
        kind: 'marathon',
        message: expect.stringContaining('could not be watched to the end') as string,
      },
    });
  });

  it('measures and decides while Marathon hangs', async () => {
    const hanging = await startOddServer(() => undefined);
    const prometheus = await oddPrometheus((_, nth) => (nth < 4 ? 0.1 : 0.9));
    const { balancer, turned } = willingBalancer();
    const begunMs = performance.now();
    const { result } = analyze(
      { ...aTarget(prometheus.url, balancer), marathon: createMarathon({ url: hanging.url }) },
      { ...keeping('/slow'), checks: [failsAbove(0.5, { intervalMs: 100 })] },
    );
    expect(await result).toMatchObject({ kind: 'failed', cause: { kind: 'check-failed' } });
    expect(turned).toHaveLength(1);
    expect(performance.now() - begunMs).toBeLessThan(3_000);
  });
});
