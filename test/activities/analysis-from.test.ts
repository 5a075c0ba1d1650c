import { describe, expect, it } from 'vitest';
import type { AnalysisInput, AnalysisResult } from '../../activities/analysis-input.ts';
import { when } from '../support/checks.ts';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, oddPrometheus } from './support/analysis.ts';

const progressOf = ({ reports, state }: AnalysisResult): Pick<AnalysisInput, 'from'> => ({
  from: { reports, state },
});
const untilMeasured = { kind: 'until-measured', timeoutMs: 10_000 } as const;

describe('an analysis that goes on from another', () => {
  it('has its own name in its reports, and the counts of the other', async () => {
    const prometheus = await oddPrometheus((_, nth) => (nth === 1 ? 0.9 : nth < 4 ? 0.1 : 0.8));
    const checks = [failsAbove(0.5, { intervalMs: 50, failureLimit: 1 })];
    const first = analyze(aTarget(prometheus.url), {
      checks,
      mode: { kind: 'to-the-end', timeoutMs: 60_000 },
    });
    await eventually(() => {
      expect(prometheus.asked.length).toBeGreaterThan(1);
    });
    first.env.cancel();
    const stopped = await first.result;
    expect(stopped).toMatchObject({ kind: 'stopped', reports: [{ analysis: 'background' }] });
    const second = analyze(aTarget(prometheus.url), {
      ...progressOf(stopped),
      checks,
      analysis: 'background 2',
    });
    expect(await second.result).toMatchObject({
      kind: 'failed',
      reports: [{ analysis: 'background 2', phase: 'failed', counters: { failed: 2 } }],
    });
    expect(second.told.flat().every((it) => it.analysis === 'background 2')).toBe(true);
  });

  it('goes on past what was inconclusive once that was accepted', async () => {
    const prometheus = await oddPrometheus((query) => (query === 'open' ? 0.4 : 0.1));
    const open = { ...failsAbove(0.5, { name: 'open', query: 'open' }), passWhen: when('< 0.3') };
    const checks = [open, failsAbove(0.5, { initialDelayMs: 400 })];
    const first = await analyze(aTarget(prometheus.url), { checks }).result;
    expect(first).toMatchObject({ kind: 'inconclusive', open: ['open'] });
    const again = await analyze(aTarget(prometheus.url), { ...progressOf(first), checks }).result;
    expect(again).toMatchObject({ kind: 'inconclusive', open: ['open'] });
    const acceptInconclusive = ['open'];
    const input = { ...progressOf(first), checks, acceptInconclusive, mode: untilMeasured };
    expect(await analyze(aTarget(prometheus.url), input).result).toMatchObject({
      kind: 'passed',
      reports: [{ phase: 'inconclusive' }, { phase: 'successful' }],
    });
  });

  it('waits for what is left of an initial delay, and for none that is over', async () => {
    const prometheus = await oddPrometheus((query) => (query === 'over' ? 'none' : 0.1));
    const over = failsAbove(0.5, { name: 'over', query: 'over', initialDelayMs: 30_000, intervalMs: 1_000 });
    const left = failsAbove(0.5, { initialDelayMs: 31_000 });
    const checks = [over, left];
    const from = { reports: [], state: { elapsedMs: 30_500, paces: {} } };
    const begunMs = performance.now();
    const { result, env } = analyze(aTarget(prometheus.url), { checks, from, mode: untilMeasured });
    await eventually(() => {
      expect(new Set(prometheus.asked.map((it) => it.query)).size).toBe(2);
    });
    expect(performance.now() - begunMs).toBeGreaterThan(490);
    expect(performance.now() - begunMs).toBeLessThan(10_000);
    env.cancel();
    expect(await result).toMatchObject({ kind: 'stopped', unmeasured: ['over'] });
  });
});
