import { describe, expect, it } from 'vitest';
import { analyze, aTarget, failsAbove, oddPrometheus, turningBalancer } from './support/analysis.ts';

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
      turnBackTo: { service: 'shop', slot: 'a' },
    });
    expect(await result).toMatchObject({
      kind: 'failed',
      cause: {
        kind: 'check-failed',
        message: 'check "errors" is 0.8, above its limit 0.5: error_rate',
        check: { name: 'errors', value: 0.8, limit: 'fails when > 0.5', query: 'error_rate' },
      },
    });
    expect(turned).toHaveLength(1);
  });
});
