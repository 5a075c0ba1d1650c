import { describe, expect, it } from 'vitest';
import { withSightings, type LiveStatus } from '../../src/cli/live-status.ts';
import { newEvents } from '../../src/cli/new-events.ts';
import { aCheck, measured } from './support/canary-statuses.ts';
import { at, aSide, aTaskStatus, draining } from './support/statuses.ts';

/** Before any of its steps has ended. */
const early: LiveStatus = {
  procedure: 'blue-green',
  service: 'shop',
  target: 'local',
  release: 'pacer/release/local/shop/20261124T100000Z-ab12/01a20e8c',
  state: 'running',
  message: 'wait until green is healthy (batch 1)',
  startedAt: at(0),
  steps: [],
  commands: [],
  events: [],
};
const blue = aSide('/shop-a', [aTaskStatus('a.1')]);
const green = aSide('/shop-b', [aTaskStatus('b.1')]);

describe('withSightings', () => {
  it('shows the newest sighting of each side', () => {
    const older = aSide('/shop-b', []);
    const status = withSightings(draining, [
      { at: at(1), apps: [older], waitingFor: 'the past' },
      { at: at(2), apps: [green], waitingFor: 'the present' },
    ]);
    expect(status.green).toEqual(green);
    expect(status.blue).toEqual(draining.blue);
    expect(status.seeing).toBe('the present');
  });

  it('takes the first app for blue and the second for green before the release shows any', () => {
    const status = withSightings(early, [{ at: at(1), apps: [blue, green] }]);
    expect([status.blue, status.green]).toEqual([blue, green]);
  });

  it('takes the only app of a first release for green', () => {
    const status = withSightings(early, [{ at: at(1), apps: [green] }]);
    expect([status.blue, status.green]).toEqual([undefined, green]);
  });

  it('takes an app that the release does not show for the missing side', () => {
    const status = withSightings({ ...early, green }, [{ at: at(1), apps: [blue, green] }]);
    expect([status.blue, status.green]).toEqual([blue, green]);
  });

  it('shows the newest sighting of each check of each analysis, in the order in which they were begun', () => {
    const known = aCheck('latency', { analysis: 'step 2', phase: 'successful' });
    const before = aCheck('latency', { recent: measured('✓', 1, {}) });
    const after = aCheck('latency', { recent: measured('✓✗', 2, {}) });
    const status = withSightings({ ...early, checks: [known] }, [
      { at: at(2), apps: [], checks: [after, aCheck('restarts')] },
      { at: at(1), apps: [], checks: [before] },
    ]);
    expect(status.checks).toEqual([known, after, aCheck('restarts')]);
  });

  it('keeps what the release says when no activity waits', () => {
    expect(withSightings(early, [])).toEqual(early);
  });
});

describe('newEvents', () => {
  const events = (...texts: readonly string[]) => texts.map((text) => ({ at: at(0), text }));

  it.each([
    ['all at first', events(), events('a', 'b'), events('a', 'b')],
    ['what was added', events('a', 'b'), events('a', 'b', 'c'), events('c')],
    ['nothing when nothing was', events('a', 'b'), events('a', 'b'), events()],
    [
      'what was added while old ones were dropped',
      events('a', 'b', 'c'),
      events('c', 'd', 'e'),
      events('d', 'e'),
    ],
    ['all when none is known', events('a'), events('x', 'y'), events('x', 'y')],
    ['an event that looks like the one before', events('a'), events('a', 'a'), events('a')],
  ])('gives %s', (_, before, after, expected) => {
    expect(newEvents(before, after)).toEqual(expected);
  });
});
