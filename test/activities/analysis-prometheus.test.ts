import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../src/domain/analysis.ts';
import { createPrometheus } from '../../src/clients/prometheus.ts';
import type { Sighting } from '../../src/domain/status.ts';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, turningBalancer, type Running } from './support/analysis.ts';
import { startRealPrometheus, type RealPrometheus } from './support/real-prometheus.ts';

let prometheus: RealPrometheus;
beforeAll(async () => {
  prometheus = await startRealPrometheus();
});
afterAll(() => prometheus.end());

/** All is well again, and Prometheus says so. */
beforeEach(async () => {
  prometheus.report(0.1);
  await eventually(async () => {
    const answer = await createPrometheus({ url: prometheus.url }).query('error_rate');
    expect(answer).toEqual({ kind: 'value', value: 0.1 });
  }, 20_000);
});

const untilStopped = { mode: { kind: 'until-stopped' } } as const;
const turnBackTo = { service: 'shop', slot: 'a' } as const;

function begin(check: Partial<Check>, patienceMs = 60_000) {
  const { balancer, turned } = turningBalancer();
  const running = analyze(aTarget(prometheus.url, balancer), {
    checks: [failsAbove(0.5, { intervalMs: 200, ...check })],
    patienceMs,
    turnBackTo,
    ...untilStopped,
  });
  return { ...running, turned };
}

async function counted(running: Running, what: 'successful' | 'error', atLeast: number): Promise<void> {
  await eventually(() => {
    const { sighting } = running.beats.at(-1) as { sighting: Sighting };
    expect(sighting.checks?.[0]?.counters[what]).toBeGreaterThanOrEqual(atLeast);
  }, 30_000);
}

describe('an analysis of a real Prometheus', () => {
  it('fails when the app reports a bad value', async () => {
    const running = begin({});
    await counted(running, 'successful', 2);
    prometheus.report(0.8);
    expect(await running.result).toMatchObject({
      kind: 'failed',
      cause: { message: 'check "errors" is 0.8, above its limit 0.5: error_rate' },
    });
    expect(running.turned).toHaveLength(1);
  });

  it.each([
    ['roll-back', 'failed', 1],
    ['pause', 'inconclusive', 0],
  ] as const)('when the app stops reporting: %s is %s', async (onNoData, kind, turns) => {
    const running = begin({ onNoData });
    await counted(running, 'successful', 2);
    prometheus.report('nothing');
    const result = await running.result;
    expect(result).toMatchObject({ kind, reports: [{ counters: { noData: 5, error: 0 } }] });
    expect(running.turned).toHaveLength(turns);
  });

  it('waits while Prometheus is dead, and passes once it is back and all is well', async () => {
    const running = begin({ count: 12 });
    await counted(running, 'successful', 2);
    await prometheus.kill();
    await counted(running, 'error', 8);
    await prometheus.start();
    const result = await running.result;
    expect(result).toMatchObject({ kind: 'passed', reports: [{ counters: { successful: 12, failed: 0 } }] });
    expect(result.reports[0]?.counters.error).toBeGreaterThanOrEqual(8);
  });

  it.each([
    ['roll-back', 60_000, 'failed', /^check "errors" could not be asked 5 times in a row/],
    ['pause', 60_000, 'inconclusive', /^check "errors" could not be asked 5 times in a row/],
    ['wait', 2_000, 'inconclusive', /^check "errors" could not be asked \d+ times in a row/],
  ] as const)('when Prometheus dies: %s for %d ms is %s', async (onError, patienceMs, kind, says) => {
    const running = begin({ onError }, patienceMs);
    await counted(running, 'successful', 2);
    await prometheus.kill();
    try {
      const result = await running.result;
      expect(result).toMatchObject({ kind, reports: [{ counters: { failed: 0 } }] });
      expect('cause' in result && result.cause.message).toMatch(says);
      expect(running.turned).toHaveLength(kind === 'failed' ? 1 : 0);
    } finally {
      await prometheus.start();
    }
  });
});
