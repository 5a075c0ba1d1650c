import { expect, it } from 'vitest';
import { eventsOfState } from '../../src/domain/notifications-state.ts';
import type { OutcomeKind } from '../../src/domain/outcome.ts';
import type { ReleaseState } from '../../src/domain/status.ts';

it.each<[ReleaseState, readonly string[]]>([
  ['starting', []],
  ['running', []],
  ['paused', ['paused']],
  ['drain-overdue', ['gate-open']],
  ['waiting-for-approval', ['gate-open']],
  ['baking', []],
  ['observing', []],
  ['analysing', []],
  ['inconclusive', ['gate-open']],
  ['rolling-back', []],
  ['removing', []],
  ['holding', ['stuck']],
])('a release that comes to %s tells %j', (state, events) => {
  expect(eventsOfState(state)).toEqual(events);
});

it.each<[OutcomeKind, readonly string[]]>([
  ['released', ['finished']],
  ['rolled-back', ['rolled-back', 'finished']],
  ['aborted', ['rolled-back', 'finished']],
  ['failed', ['finished']],
])('a release that ends as %s tells %j', (kind, events) => {
  expect(eventsOfState('finished', { kind })).toEqual(events);
});
