import { describe, expect, it } from 'vitest';
import type { TaskFailure } from '../../src/domain/app.ts';
import { withFailure, type FailuresOfWait } from '../../src/domain/failures-of-wait.ts';

const since = '2026-11-24T10:00:00.000Z';
const at = (time: string, taskId = 't1'): TaskFailure => ({
  ...{ taskId, host: 'h', state: 'TASK_FAILED', message: 'exit 3' },
  timestamp: `2026-11-24T${time}.000Z`,
});
const old = at('09:00:00');

/** Tasks and times of what counts after these looks. */
function counted(looks: readonly (TaskFailure | undefined)[]): readonly string[] {
  const begin: FailuresOfWait = { failures: [] };
  const { failures } = looks.reduce((seen, latest) => withFailure(seen, latest, since), begin);
  return failures.map(({ taskId, timestamp }) => `${taskId} ${timestamp.slice(11, 19)}`);
}

describe('the failures of a wait', () => {
  it.each<[string, readonly (TaskFailure | undefined)[], readonly string[]]>([
    ['are none without any', [undefined, undefined], []],
    ['are not those of before', [old, old], []],
    ['count once each', [undefined, at('10:00:01'), at('10:00:01')], ['t1 10:00:01']],
    ['may be there at the first look', [at('10:00:01')], ['t1 10:00:01']],
    ['follow one of before', [old, at('10:00:01', 't2')], ['t2 10:00:01']],
    [
      'count where the clock of Marathon is an hour behind',
      [old, at('09:00:02', 't2'), at('09:00:03', 't3')],
      ['t2 09:00:02', 't3 09:00:03'],
    ],
    [
      'count where that clock is behind, and nothing had failed before',
      [undefined, at('09:00:02'), at('09:00:03')],
      ['t1 09:00:02', 't1 09:00:03'],
    ],
    [
      'are two when two tasks fail at once',
      [undefined, at('10:00:01'), at('10:00:01', 't2')],
      ['t1 10:00:01', 't2 10:00:01'],
    ],
  ])('%s', (_, looks, expected) => {
    expect(counted(looks)).toEqual(expected);
  });

  it('are the last ten', () => {
    const looks = Array.from({ length: 12 }, (_, index) => at(`10:00:${10 + index}`));
    expect(counted(looks)).toHaveLength(10);
    expect(counted(looks).at(-1)).toBe('t1 10:00:21');
  });
});
