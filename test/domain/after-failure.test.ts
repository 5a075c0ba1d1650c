import { describe, expect, it } from 'vitest';
import { afterFailure, type FailedStep } from '../../src/domain/after-failure.ts';
import type { CauseKind } from '../../src/domain/outcome.ts';

describe('after a step that failed', () => {
  it.each<[FailedStep, CauseKind, string]>([
    [{ step: 1 }, 'marathon', 'hold'],
    [{ step: 2 }, 'marathon', 'hold'],
    [{ step: 3 }, 'unhealthy', 'hold'],
    [{ step: 3 }, 'crash-loop', 'hold'],
    [{ step: 3 }, 'not-enough-tasks', 'hold'],
    [{ step: 3 }, 'deadline', 'hold'],
    [{ step: 5 }, 'pool', 'hold'],
    [{ step: 7 }, 'pool', 'hold'],
    [{ step: 9 }, 'foreign-change', 'hold'],
    // In step 8 the old tasks may take their time; green has users meanwhile.
    [{ step: 8 }, 'drain-timeout', 'hold'],
    [{ step: 8 }, 'unhealthy', 'roll-back'],
    [{ step: 8 }, 'crash-loop', 'roll-back'],
    [{ step: 10, canary: 'set-weight' }, 'unhealthy', 'hold'],
    [{ step: 10, canary: 'set-canary-scale' }, 'not-enough-tasks', 'hold'],
    [{ step: 10, canary: 'set-header-route' }, 'pool', 'hold'],
    [{ step: 10, canary: 'pause' }, 'unhealthy', 'roll-back'],
    [{ step: 10, canary: 'analysis' }, 'unhealthy', 'roll-back'],
    [{ step: 11 }, 'unhealthy', 'roll-back'],
    // Decided already.
    [{ step: 10, canary: 'set-weight' }, 'check-failed', 'roll-back'],
    [{ step: 3 }, 'operator', 'roll-back'],
    [{ step: 3 }, 'cancelled', 'roll-back'],
    [{ step: 5 }, 'hook', 'roll-back'],
    [{ step: 10, canary: 'pause' }, 'gate', 'roll-back'],
  ])('%j by %s: %s, where the spec says pause', (at, cause, expected) => {
    expect(afterFailure('pause', at, cause)).toBe(expected);
    expect(afterFailure('roll-back', at, cause)).toBe('roll-back');
    expect(afterFailure(undefined, at, cause)).toBe('roll-back');
  });
});
