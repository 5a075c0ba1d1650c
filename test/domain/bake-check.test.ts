import { describe, expect, it } from 'vitest';
import { judgeCheck } from '../../src/domain/bake-check.ts';

describe('judgeCheck', () => {
  it.each([
    [{ max: 1 }, 1, 'passed'],
    [{ max: 1 }, 1.01, 'failed'],
    [{ min: 1 }, 1, 'passed'],
    [{ min: 1 }, 0.99, 'failed'],
    [{ min: 0, max: 1 }, 0.5, 'passed'],
  ])('judges %o against %d: %s', (limits, value, kind) => {
    expect(judgeCheck({ name: 'errors', query: 'q', ...limits }, { kind: 'value', value }).kind).toBe(kind);
  });

  it('takes no data for neither a pass nor a failure', () => {
    expect(judgeCheck({ name: 'errors', query: 'q', max: 1 }, { kind: 'no-data' })).toEqual({
      kind: 'no-data',
    });
  });

  it('names check, value, limit and query', () => {
    expect(
      judgeCheck({ name: 'errors', query: 'rate(x[1m])', max: 0.1 }, { kind: 'value', value: 0.4 }),
    ).toEqual({
      kind: 'failed',
      message: 'check "errors" is 0.4, above its limit 0.1: rate(x[1m])',
    });
  });
});
