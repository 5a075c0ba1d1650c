import { describe, expect, it } from 'vitest';
import { withReports } from '../../src/domain/check-reports.ts';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, oddPrometheus } from './support/analysis.ts';

const untilStopped = { mode: { kind: 'until-stopped' } } as const;

describe('what a release is told by its analysis', () => {
  it('stays small while Prometheus answers none of many checks, and the result has everything', async () => {
    const prometheus = await oddPrometheus(() => 'none');
    const checks = Array.from({ length: 10 }, (_, index) =>
      failsAbove(0.5, { name: `check-${index}`, query: 'x'.repeat(500), intervalMs: 20 }),
    );
    const { result, env, told } = analyze(aTarget(prometheus.url), { checks, ...untilStopped });
    await eventually(() => {
      expect(prometheus.asked.length).toBeGreaterThan(300);
    }, 30_000);
    env.cancel();
    const { reports } = await result;
    expect(told.length).toBeLessThanOrEqual(8 + Math.log2(prometheus.asked.length));
    expect(JSON.stringify(told).length).toBeLessThan(200_000);
    expect(reports.every((it) => it.notPassed.length > 10)).toBe(true);
    const heard = told.reduce((known, news) => withReports(known, news, { final: false }), []);
    expect(withReports(heard, reports, { final: true })).toEqual(expect.arrayContaining([...reports]));
  });

  it('is at once what fails, and only of the check that did', async () => {
    const prometheus = await oddPrometheus((query, nth) => (query === 'errors' && nth === 2 ? 0.9 : 0.1));
    const { result, env, told } = analyze(aTarget(prometheus.url), {
      checks: [
        failsAbove(0.5, { query: 'errors', intervalMs: 1_000, failureLimit: 1 }),
        failsAbove(0.5, { name: 'other', query: 'other', intervalMs: 60_000 }),
      ],
      ...untilStopped,
    });
    const news = await eventually(() => {
      const last = told.find((reports) => reports.some((it) => it.counters.failed > 0));
      if (last === undefined) throw new Error('not told yet');
      return last;
    });
    expect(news.map((it) => [it.name, it.notPassed.length])).toEqual([['errors', 1]]);
    env.cancel();
    await result;
  });
});
