import { CancelledFailure } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, oddPrometheus, turningBalancer } from './support/analysis.ts';

const untilStopped = { mode: { kind: 'until-stopped' } } as const;
const turnBackTo = { service: 'shop', slot: 'a' } as const;

describe('another attempt', () => {
  it('knows the failures that the one before has counted', async () => {
    const prometheus = await oddPrometheus((_, nth) => (nth === 2 ? 0.9 : 0.1));
    const input = { checks: [failsAbove(0.5, { intervalMs: 50, failureLimit: 1 })], ...untilStopped };
    const first = analyze(aTarget(prometheus.url), input);
    await eventually(() => {
      expect(first.kept).toHaveLength(1);
    });
    first.env.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(first.result).rejects.toBeInstanceOf(CancelledFailure);

    const worse = await oddPrometheus(() => 0.8);
    const info = { attempt: 2, heartbeatDetails: first.kept[0] };
    const second = await analyze(aTarget(worse.url), input, info).result;
    expect(second).toMatchObject({
      kind: 'failed',
      cause: { message: 'check "errors" is 0.8, above its limit 0.5 (2 times, 1 tolerated): error_rate' },
      reports: [{ counters: { successful: 1, failed: 2 }, notPassed: [{ value: 0.9 }, { value: 0.8 }] }],
    });
  });

  it('carries out a verdict that the one before has left', async () => {
    const bad = await oddPrometheus(() => 0.9);
    const first = analyze(aTarget(bad.url), {});
    expect(await first.result).toMatchObject({ kind: 'failed' });
    const good = await oddPrometheus(() => 0.1);
    const { balancer, turned } = turningBalancer();
    const info = { attempt: 2, heartbeatDetails: first.kept[0] };
    const second = await analyze(aTarget(good.url, balancer), { turnBackTo }, info).result;
    expect(second).toMatchObject({ kind: 'failed', cause: { check: { value: 0.9 } } });
    expect(turned).toHaveLength(1);
    expect(good.asked).toEqual([]);
  });

  it('knows how often there was no answer, and does not begin its delays anew', async () => {
    const silent = await oddPrometheus(() => 'none');
    const checks = [
      failsAbove(0.5, { intervalMs: 250, onNoData: 'roll-back', consecutiveErrorLimit: 4 }),
      failsAbove(0.5, { name: 'late', query: 'late', initialDelayMs: 5_000 }),
    ];
    const first = analyze(aTarget(silent.url), { checks, ...untilStopped });
    await eventually(() => {
      expect(first.kept).toHaveLength(4);
    });
    first.env.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(first.result).rejects.toBeInstanceOf(CancelledFailure);

    const details = first.kept[3] as { watchedMs: number };
    const later = { ...details, watchedMs: 5_001 };
    const second = analyze(
      aTarget(silent.url),
      { checks, ...untilStopped },
      { attempt: 2, heartbeatDetails: later },
    );
    expect(await second.result).toMatchObject({
      kind: 'failed',
      cause: {
        message:
          'check "errors" has had no data 5 times in a row (no series, or NaN; onNoData: roll-back): error_rate',
      },
    });
    expect(silent.asked.filter((it) => it.query === 'late')).toHaveLength(1);
  });
});
