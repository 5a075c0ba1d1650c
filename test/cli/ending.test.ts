import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, RetryState } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { hasEnded } from '../../src/cli/temporal/say.ts';
import { complaintAbout, endingOf, exitCodeFor } from '../../src/cli/temporal/ending.ts';

const ref = { service: 'shop', target: 'local', workflowId: 'shop-3', runId: 'r3' };
const other = { workflowId: 'shop-2', runId: 'r2' };

const inTheWay = (what: string) =>
  endingOf(
    new WorkflowFailedError(
      'failed',
      ApplicationFailure.nonRetryable(`a release of "shop" ${what}`, 'ReleaseInProgress', other),
      RetryState.NON_RETRYABLE_FAILURE,
    ),
  );

describe('a release that is refused since another is in its way', () => {
  it.each([
    [
      'is running already',
      ['see it with: npx pacer status shop --watch', 'end it with: npx pacer abort shop'],
    ],
    [
      'waits for its turn already',
      [
        'see who runs and who waits: npx pacer queue shop',
        'have it leave the line: npx pacer abort --workflow-id shop-2',
      ],
    ],
  ])('which %s: names what ends that one', (what, next) => {
    const ending = inTheWay(what);
    expect(exitCodeFor(ending)).toBe(3);
    expect(complaintAbout(ending, ref)?.next.slice(0, 2)).toEqual(next);
  });
});

it('a release that was cut off is finished or turned back by the next one', () => {
  const { next = [] } =
    complaintAbout({ kind: 'cut-off', message: 'its workflow was terminated' }, ref) ?? {};
  expect(next.join('\n')).toContain('npx pacer release FILE --watch');
  expect(next.join('\n')).toContain('npx pacer release FILE --back --watch');
});

it.each([
  [
    'undo',
    ['have the version before released again: npx pacer undo shop', 'how it ended: npx pacer status shop'],
  ],
  ['abort', ['how it ended: npx pacer status shop']],
] as const)('%s of a release that has just ended says what can be typed next', (command, next) => {
  expect(hasEnded(ref, command).next).toEqual(next);
});
