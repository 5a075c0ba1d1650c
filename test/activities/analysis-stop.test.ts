import { CancelledFailure } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { when } from '../support/checks.ts';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, oddPrometheus, turningBalancer } from './support/analysis.ts';

const untilStopped = { mode: { kind: 'until-stopped' } } as const;
const turnBackTo = { service: 'shop', slot: 'a' } as const;

describe('an analysis until it is stopped', () => {
  it('names what was never measured, and another one goes on from there', async () => {
    let lateAnswers = false;
    const prometheus = await oddPrometheus((query) => (query === 'late' && !lateAnswers ? 'none' : 0.1));
    const target = aTarget(prometheus.url);
    const checks = [
      failsAbove(0.5, { intervalMs: 50 }),
      failsAbove(0.5, { name: 'late', query: 'late', intervalMs: 200 }),
      failsAbove(0.5, { name: 'later', query: 'later', initialDelayMs: 1_500 }),
    ];
    const first = analyze(target, { checks, ...untilStopped });
    await eventually(() => {
      expect(prometheus.asked.filter((it) => it.query === 'late').length).toBeGreaterThan(1);
    });
    first.env.cancel();
    const stopped = await first.result;
    expect(stopped).toMatchObject({ kind: 'stopped', unmeasured: ['late', 'later'] });
    lateAnswers = true;
    const second = await analyze(target, {
      checks,
      mode: { kind: 'until-measured', timeoutMs: 10_000 },
      from: { reports: stopped.reports, state: stopped.state },
    }).result;
    expect(second).toMatchObject({
      kind: 'passed',
      reports: [
        {},
        { counters: { successful: expect.any(Number) as number } },
        { counters: { successful: 1 } },
      ],
    });
    const successes = (it: typeof second) => it.reports[0]?.counters.successful ?? 0;
    expect(successes(second)).toBeGreaterThan(successes(stopped));
    expect(second.state.elapsedMs).toBeGreaterThanOrEqual(1_500);
  });

  it('ends with a failure when it is told to end as the failure is known', async () => {
    const prometheus = await oddPrometheus(() => 0.9);
    const { balancer, turned } = turningBalancer();
    const running = analyze(aTarget(prometheus.url, balancer), { turnBackTo, ...untilStopped }, {}, () => {
      running.env.cancel();
      return Promise.resolve('kept');
    });
    expect(await running.result).toMatchObject({ kind: 'failed' });
    expect(turned).toHaveLength(1);
  });

  it('does not take the end of its worker for its own', async () => {
    const prometheus = await oddPrometheus(() => 0.1);
    const { result, env } = analyze(aTarget(prometheus.url), {
      checks: [failsAbove(0.5, { intervalMs: 50 })],
      ...untilStopped,
    });
    await eventually(() => {
      expect(prometheus.asked.length).toBeGreaterThan(2);
    });
    env.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(result).rejects.toBeInstanceOf(CancelledFailure);
  });

  it('leaves a check alone that is complete', async () => {
    const prometheus = await oddPrometheus(() => 0.1);
    const { result, env } = analyze(aTarget(prometheus.url), {
      checks: [
        failsAbove(0.5, { name: 'done', query: 'done', intervalMs: 50, count: 2 }),
        failsAbove(0.5, { intervalMs: 50 }),
      ],
      ...untilStopped,
    });
    await eventually(() => {
      expect(prometheus.asked.filter((it) => it.query === 'error_rate').length).toBeGreaterThan(6);
    });
    env.cancel();
    expect(await result).toMatchObject({ kind: 'stopped', reports: [{ phase: 'successful' }, {}] });
    expect(prometheus.asked.filter((it) => it.query === 'done')).toHaveLength(2);
  });

  it('goes on past an inconclusive check that a person has accepted, and still fails', async () => {
    const prometheus = await oddPrometheus((_, nth) => (nth < 4 ? 0.4 : 0.9));
    const check = { ...failsAbove(0.5, { intervalMs: 50 }), passWhen: when('< 0.3') };
    const { result } = analyze(aTarget(prometheus.url), {
      checks: [check],
      acceptInconclusive: ['errors'],
      ...untilStopped,
    });
    expect(await result).toMatchObject({
      kind: 'failed',
      reports: [{ counters: { inconclusive: 3, failed: 1 } }],
    });
  });
});
