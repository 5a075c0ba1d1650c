import { CancelledFailure } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { when } from '../support/checks.ts';
import { eventually } from '../support/eventually.ts';
import { analyze, aTarget, failsAbove, oddPrometheus, turningBalancer } from './support/analysis.ts';

const untilStopped = { mode: { kind: 'until-stopped' } } as const;
const turnBackTo = { service: 'shop', slot: 'a' } as const;

describe('a verdict', () => {
  it('is carried out within an interval of the bad value', async () => {
    const tookMs: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      let value = 0.1;
      const prometheus = await oddPrometheus(() => value);
      const { balancer, turned } = turningBalancer();
      const { result } = analyze(aTarget(prometheus.url, balancer), {
        checks: [failsAbove(0.5, { intervalMs: 200 })],
        turnBackTo,
        ...untilStopped,
      });
      await eventually(() => {
        expect(prometheus.asked.length).toBeGreaterThan(1);
      });
      value = 0.9;
      const badMs = performance.now();
      expect(await result).toMatchObject({ kind: 'failed' });
      tookMs.push((turned[0] ?? Infinity) - badMs);
    }
    expect(tookMs.toSorted((a, b) => a - b)[2]).toBeLessThan(300);
  });

  it('does not wait for a query that hangs', async () => {
    const hanging = new Promise<number>(() => undefined);
    const prometheus = await oddPrometheus((query, nth) =>
      query === 'slow' ? hanging : nth < 4 ? 0.1 : 0.9,
    );
    const { balancer, turned } = turningBalancer();
    const begunMs = performance.now();
    const { result } = analyze(aTarget(prometheus.url, balancer), {
      checks: [
        failsAbove(0.5, { name: 'slow', query: 'slow', intervalMs: 100 }),
        failsAbove(0.5, { intervalMs: 100 }),
      ],
      turnBackTo,
    });
    expect(await result).toMatchObject({ kind: 'failed', cause: { check: { name: 'errors' } } });
    expect((turned[0] ?? Infinity) - begunMs).toBeLessThan(1_500);
  });

  it('does not wait for a Temporal that does not answer', async () => {
    const prometheus = await oddPrometheus(() => 0.9);
    const { balancer, turned } = turningBalancer();
    const begunMs = performance.now();
    const { result } = analyze(aTarget(prometheus.url, balancer), { turnBackTo }, {}, () =>
      Promise.reject(new Error('Temporal does not answer')),
    );
    expect(await result).toMatchObject({ kind: 'failed' });
    expect((turned[0] ?? Infinity) - begunMs).toBeLessThan(1_000);
  });

  it('is not carried out by an attempt that Temporal has given up', async () => {
    const prometheus = await oddPrometheus(() => 0.9);
    const { balancer, turned } = turningBalancer();
    const { result } = analyze(aTarget(prometheus.url, balancer), { turnBackTo }, {}, () =>
      Promise.resolve('attempt-over'),
    );
    await expect(result).rejects.toBeInstanceOf(CancelledFailure);
    expect(turned).toEqual([]);
  });

  it('is tried again while the load balancer is away, and told even if that lasts', async () => {
    const prometheus = await oddPrometheus(() => 0.9);
    const { balancer } = turningBalancer();
    let tries = 0;
    const away = {
      ...balancer,
      turnBack: () => {
        tries += 1;
        return Promise.reject(new Error('HAProxy is away'));
      },
    };
    const { result } = analyze(aTarget(prometheus.url, away), { turnBackTo });
    expect(await result).toMatchObject({ kind: 'failed', cause: { kind: 'check-failed' } });
    expect(tries).toBeGreaterThan(5);
  });

  it('waits, when inconclusive, for measurements under way, since one may fail', async () => {
    const prometheus = await oddPrometheus(async (query) => {
      if (query === 'open') return 0.4;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return 0.9;
    });
    const open = { ...failsAbove(0.5, { name: 'open', query: 'open' }), passWhen: when('< 0.3') };
    const { result } = analyze(aTarget(prometheus.url), { checks: [open, failsAbove(0.5)] });
    expect(await result).toMatchObject({ kind: 'failed', cause: { check: { name: 'errors' } } });
  });
});
