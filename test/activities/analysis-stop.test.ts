import { CancelledFailure } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { AnalysisMode } from '../../src/domain/analysis-end.ts';
import { when } from '../support/checks.ts';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, oddPrometheus, turningBalancer } from './support/analysis.ts';

const untilStopped = { mode: { kind: 'until-stopped' } } as const;
const turnBackTo = { service: 'shop', slot: 'a' } as const;

const minute = 60_000;
const checks = [failsAbove(0.5, { intervalMs: 50 })];

describe('an analysis that is cancelled', () => {
  it.each<[AnalysisMode['kind'], AnalysisMode]>([
    ['to-the-end', { kind: 'to-the-end', timeoutMs: minute }],
    ['for-a-time', { kind: 'for-a-time', durationMs: minute }],
    ['until-stopped', { kind: 'until-stopped' }],
    ['until-measured', { kind: 'until-measured', timeoutMs: minute }],
  ])('answers what it has measured: %s', async (_, mode) => {
    const prometheus = await oddPrometheus((query) => (query === 'late' ? 'none' : 0.1));
    const late = failsAbove(0.5, { name: 'late', query: 'late' });
    const { result, env } = analyze(aTarget(prometheus.url), { checks: [...checks, late], mode });
    await eventually(() => {
      expect(prometheus.asked.length).toBeGreaterThan(3);
    });
    env.cancel();
    expect(await result).toMatchObject({
      kind: 'stopped',
      unmeasured: ['late'],
      reports: [{ phase: 'successful' }, { phase: 'running', counters: { noData: 1 } }],
    });
  });

  it('fails by an answer that is under way, and sends everybody back', async () => {
    let cancel = (): void => undefined;
    const prometheus = await oddPrometheus(async (_, nth) => {
      if (nth < 3) return 0.1;
      cancel();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return 0.9;
    });
    const { balancer, turned } = turningBalancer();
    const mode = { kind: 'for-a-time', durationMs: minute } as const;
    const running = analyze(aTarget(prometheus.url, balancer), { checks, mode, turnBackTo });
    cancel = () => {
      running.env.cancel();
    };
    expect(await running.result).toMatchObject({
      kind: 'failed',
      cause: { check: { name: 'errors', value: 0.9 } },
      reports: [{ phase: 'failed', counters: { successful: 2, failed: 1 } }],
    });
    expect(turned).toHaveLength(1);
  });

  it('does not wait for an answer that does not come', async () => {
    const prometheus = await oddPrometheus(() => new Promise<number>(() => undefined));
    const { result, env } = analyze(aTarget(prometheus.url), { checks });
    await eventually(() => {
      expect(prometheus.asked).toHaveLength(1);
    });
    const cancelledMs = performance.now();
    env.cancel();
    expect(await result).toMatchObject({ kind: 'stopped', unmeasured: ['errors'] });
    expect(performance.now() - cancelledMs).toBeLessThan(1_000);
  });
});

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
