import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../src/domain/status.ts';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, oddPrometheus, turningBalancer } from './support/analysis.ts';

const untilStopped = { mode: { kind: 'until-stopped' } } as const;
const turnBackTo = { service: 'shop', slot: 'a' } as const;

describe('analyze', () => {
  it('passes when every check is complete', async () => {
    const prometheus = await oddPrometheus(() => 0.1);
    const { result } = analyze(aTarget(prometheus.url), {});
    expect(await result).toMatchObject({
      kind: 'passed',
      reports: [{ name: 'errors', phase: 'successful', counters: { successful: 1 } }],
    });
  });

  it('fails by name, value, limit and query, and has sent everybody back by then', async () => {
    const prometheus = await oddPrometheus((_, nth) => (nth < 3 ? 0.1 : 0.8));
    const { balancer, turned } = turningBalancer();
    const { result } = analyze(aTarget(prometheus.url, balancer), {
      checks: [failsAbove(0.5, { intervalMs: 100 })],
      turnBackTo,
    });
    expect(await result).toMatchObject({
      kind: 'failed',
      cause: {
        kind: 'check-failed',
        message: 'check "errors" is 0.8, above its limit 0.5: error_rate',
        check: { name: 'errors', value: 0.8, limit: 'fails when > 0.5', query: 'error_rate' },
      },
      reports: [{ phase: 'failed', counters: { successful: 2, failed: 1 }, notPassed: [{ value: 0.8 }] }],
    });
    expect(turned).toHaveLength(1);
  });

  it('asks nothing between measurements', async () => {
    const prometheus = await oddPrometheus(() => 0.1);
    const { result, env, beats } = analyze(aTarget(prometheus.url), {
      checks: [failsAbove(0.5, { intervalMs: 60_000 })],
      ...untilStopped,
    });
    await eventually(() => {
      expect(beats.length).toBeGreaterThan(5);
    });
    env.cancel();
    expect(await result).toMatchObject({ kind: 'stopped', unmeasured: [] });
    expect(prometheus.asked).toHaveLength(1);
  });

  it('measures on a grid that slow answers do not move', async () => {
    const prometheus = await oddPrometheus(async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return 0.1;
    });
    const { result } = analyze(aTarget(prometheus.url), {
      checks: [failsAbove(0.5, { intervalMs: 300, count: 8 })],
    });
    expect(await result).toMatchObject({ kind: 'passed' });
    const [first, ...others] = prometheus.asked.map((it) => it.atMs);
    const offGrid = others.map((atMs) => (atMs - (first ?? 0) + 20) % 300);
    expect(Math.max(...offGrid)).toBeLessThan(170);
  });

  it('compares both versions at the same moment', async () => {
    const prometheus = await oddPrometheus((query) => (query === 'stable' ? 0.2 : 0.5));
    const check = failsAbove(2, { query: 'canary', versus: { query: 'stable', by: 'ratio' } });
    const { result } = analyze(aTarget(prometheus.url), { checks: [check] });
    expect(await result).toMatchObject({
      kind: 'failed',
      cause: { message: 'check "errors" is 2.5 (canary 0.5, stable 0.2), above its limit 2: canary' },
    });
    const times = prometheus.asked.map((it) => it.time);
    expect(times).toHaveLength(2);
    expect(times[0]).not.toBeNull();
    expect(times[0]).toBe(times[1]);
  });

  it('does not let a dry run end, worsen or hold up anything', async () => {
    const prometheus = await oddPrometheus((query) => (query === 'bad' ? 9 : 0.1));
    const { result } = analyze(aTarget(prometheus.url), {
      checks: [
        failsAbove(0.5, { name: 'bad', query: 'bad', dryRun: true }),
        failsAbove(0.5, { name: 'endless', query: 'endless', intervalMs: 50, dryRun: true }),
        failsAbove(0.5, { intervalMs: 50, count: 3 }),
      ],
    });
    expect(await result).toMatchObject({
      kind: 'passed',
      reports: [
        { name: 'bad', phase: 'failed', dryRun: true },
        { name: 'endless' },
        { phase: 'successful', counters: { successful: 3 } },
      ],
    });
  });

  it('is inconclusive, naming the check, when its time is over', async () => {
    const prometheus = await oddPrometheus(() => 0.1);
    const { result } = analyze(aTarget(prometheus.url), {
      checks: [failsAbove(0.5, { intervalMs: 100, count: 1_000 })],
      mode: { kind: 'to-the-end', timeoutMs: 300 },
    });
    expect(await result).toMatchObject({
      kind: 'inconclusive',
      cause: { kind: 'check-inconclusive', check: { name: 'errors' } },
    });
  });

  it('lasts for its time, and does not pass while a check was never measured', async () => {
    const prometheus = await oddPrometheus((_, nth) => (nth < 8 ? 'none' : 0.1));
    const begunMs = performance.now();
    const { result } = analyze(aTarget(prometheus.url), {
      checks: [failsAbove(0.5, { intervalMs: 100 })],
      mode: { kind: 'for-a-time', durationMs: 300 },
    });
    expect(await result).toMatchObject({ kind: 'passed', reports: [{ counters: { noData: 7 } }] });
    expect(performance.now() - begunMs).toBeGreaterThan(690);
  });

  it('shows what it has measured while it measures', async () => {
    const prometheus = await oddPrometheus((_, nth) => (nth === 2 ? 0.7 : 0.1));
    const { result, env, beats } = analyze(aTarget(prometheus.url), {
      checks: [failsAbove(0.5, { intervalMs: 50, failureLimit: 1 })],
      ...untilStopped,
    });
    const shown = await eventually(() => {
      const { sighting } = beats.at(-1) as { sighting: Sighting };
      expect(sighting.checks?.[0]?.counters.consecutiveSuccess).toBeGreaterThan(2);
      return sighting;
    });
    expect(shown.checks).toMatchObject([
      {
        phase: 'running',
        analysis: 'background',
        limit: 'fails when > 0.5',
        counters: { failed: 1 },
        notPassed: [{ value: 0.7, phase: 'failed', message: 'above its limit 0.5' }],
      },
    ]);
    env.cancel();
    await result;
  });
});
