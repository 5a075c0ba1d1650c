import { describe, expect, it } from 'vitest';
import type { App } from '../../src/domain/app.ts';
import { noticeApp, scaledBack, type KnownApp } from '../../src/domain/guard-apps.ts';
import type { GuardedApp } from '../../src/domain/guard.ts';
import { anApp, aTask } from '../support/apps.ts';

const blue: GuardedApp = { appId: '/shop-a', colour: 'blue' };
const green: GuardedApp = { appId: '/shop-a', colour: 'green' };
const [t1, t2] = [aTask('t1'), aTask('t2')];
const lost = aTask('t2', { state: 'TASK_UNREACHABLE' });
const well = anApp([t1, t2], { configVersion: 'c1' });

/** What is known after a look at this. */
function after(app: App, guarded = blue): KnownApp {
  return noticeApp(guarded, {}, app, []).known;
}

describe('noticeApp', () => {
  const cases: readonly [string, GuardedApp, App, App | undefined, readonly (readonly [string, string])[]][] =
    [
      ['nothing has changed', blue, well, well, []],
      [
        'blue has another task',
        blue,
        well,
        anApp([t1, aTask('t3')], { configVersion: 'c1' }),
        [['tasks-ended', 'repair']],
      ],
      [
        'a task dies and none has come yet',
        green,
        well,
        anApp([t1], { instances: 2 }),
        [['tasks-ended', 'repair']],
      ],
      ['blue was scaled up', blue, well, anApp([t1, t2], { instances: 4 }), [['scaled-up', 'go-on']]],
      ['blue was scaled down', blue, well, anApp([t1], { configVersion: 'c1' }), [['scaled-down', 'repair']]],
      ['green was scaled down', green, well, anApp([t1]), [['scaled-down', 'repair']]],
      ['a task of blue is out of reach', blue, well, anApp([t1, lost]), [['task-unreachable', 'repair']]],
      [
        'a task of green is out of reach',
        green,
        well,
        anApp([t1, lost]),
        [['task-unreachable', 'turn-back']],
      ],
      ['a task is back', blue, anApp([t1, lost]), well, [['task-returned', 'repair']]],
      ['blue is deployed', blue, well, anApp([t1, t2], { deployments: ['d'] }), [['deployment', 'wait']]],
      [
        'blue was given another definition, and its tasks go',
        blue,
        well,
        anApp([aTask('t3')], { instances: 2, configVersion: 'c2', deployments: ['d'] }),
        [['version-changed', 'hold']],
      ],
      [
        'green was given another definition',
        green,
        well,
        anApp([t1, t2], { configVersion: 'c2' }),
        [['version-changed', 'turn-back']],
      ],
      ['blue was deleted', blue, well, undefined, [['app-deleted', 'go-on']]],
      ['green was deleted', green, well, undefined, [['app-deleted', 'turn-back']]],
    ];
  it.each(cases)('sees that %s', (_title, guarded, before, now, expected) => {
    const { changes } = noticeApp(guarded, after(before, guarded), now, []);
    expect(changes.map(({ kind, answer }) => [kind, answer])).toEqual(expected);
    for (const { message } of changes) expect(message).toMatch(/^(blue|green) \/shop-a .+; .+$/);
  });

  it('says nothing of an app that was never seen, and says once that one is gone', () => {
    expect(noticeApp(green, {}, undefined, [])).toEqual({ changes: [], known: {} });
    const gone = noticeApp(blue, after(well), undefined, []).known;
    expect(noticeApp(blue, gone, undefined, []).changes).toEqual([]);
  });

  it('compares the first look with what the release knows', () => {
    const planned = { ...blue, planned: 2 };
    const notice = noticeApp(planned, { instances: 2, configVersion: 'c1' }, anApp([t1]), []);
    expect(notice).toMatchObject({
      scaleBackTo: 2,
      changes: [{ kind: 'scaled-down', message: expect.stringContaining('from 2 to 1') as string }],
    });
  });

  it.each<[string, GuardedApp, KnownApp, number | undefined]>([
    ['a count of the plan', { ...blue, planned: 2 }, { instances: 2 }, 2],
    [
      'no count above the plan that it was only told',
      { ...blue, planned: 2 },
      { instances: 100_000 },
      undefined,
    ],
    ['no count that it was only told, without a plan', blue, { instances: 2 }, undefined],
    ['a count above the plan that it has seen', { ...blue, planned: 1 }, after(well), 2],
  ])('scales back to %s', (_title, guarded, known, count) => {
    const { scaleBackTo, changes, known: next } = noticeApp(guarded, known, anApp([t1]), []);
    expect(scaleBackTo).toBe(count);
    expect(changes).toMatchObject([
      count === undefined ? { answer: 'go-on', instances: 1 } : { answer: 'repair' },
    ]);
    expect(next.instances).toBe(count ?? 1);
  });

  it('says nothing of tasks that the release takes out itself', () => {
    expect(noticeApp(blue, after(well), anApp([t1], { instances: 2 }), ['t2']).changes).toEqual([]);
    expect(noticeApp(blue, after(well), anApp([], { instances: 2 }), 'all').changes).toEqual([]);
  });

  it('scales back once no deployment runs, tells it once, and lets whoever insists have it', () => {
    let known = after(well);
    const busy = noticeApp(blue, known, anApp([t1], { deployments: ['d'] }), []);
    expect(busy.scaleBackTo).toBeUndefined();
    known = busy.known;
    for (let repair = 1; repair <= 3; repair += 1) {
      const notice = noticeApp(blue, known, anApp([t1]), []);
      expect(notice).toMatchObject({ scaleBackTo: 2, changes: [] });
      known = scaledBack(notice.known);
    }
    const last = noticeApp(blue, known, anApp([t1]), []);
    expect(last.scaleBackTo).toBeUndefined();
    expect(last.changes).toMatchObject([{ kind: 'scaled-down', answer: 'go-on', instances: 1 }]);
    expect(noticeApp(blue, last.known, anApp([t1]), []).changes).toEqual([]);
  });

  it('tries for as long as Marathon does not take the count', () => {
    let known = after(well);
    for (let look = 1; look <= 10; look += 1) {
      const notice = noticeApp(blue, known, anApp([t1]), []);
      expect(notice.scaleBackTo).toBe(2);
      ({ known } = notice);
    }
  });

  it('knows the deployment of its own scale-back from that of somebody else', () => {
    const { known } = noticeApp(blue, after(well), anApp([t1]), []);
    const own = noticeApp(blue, known, anApp([t1], { instances: 2, deployments: ['own'] }), []);
    expect(own.changes).toEqual([]);
    const done = noticeApp(blue, own.known, anApp([t1, aTask('t3')]), []);
    const foreign = noticeApp(blue, done.known, anApp([t1, aTask('t3')], { deployments: ['d'] }), []);
    expect([done.changes, foreign.changes]).toMatchObject([[], [{ kind: 'deployment', answer: 'wait' }]]);
  });

  it('leaves a version as it is that is on its way out', () => {
    const notice = noticeApp(blue, after(well), anApp([t1]), 'all');
    expect(notice.scaleBackTo).toBeUndefined();
    expect(notice.changes).toMatchObject([{ kind: 'scaled-down', answer: 'go-on' }]);
  });

  it.each<[string, App, string]>([
    ['a late kill-and-scale', anApp([t1]), 'was scaled from 2 to 1 by'],
    ['the deployment of one', anApp([t1, t2], { deployments: ['d'] }), 'has deployment d, begun by'],
  ])('on the way back takes %s for what may be its own', (_title, now, what) => {
    const { changes } = noticeApp({ ...blue, isReturning: true }, after(well), now, []);
    expect(changes[0]?.message).toContain(`${what} somebody else, or by what this release had begun; `);
  });

  it('tells why a task has ended as Marathon does', () => {
    const failure = { taskId: 't2', host: 'h', state: 'TASK_FAILED', message: 'exit 1', timestamp: 'now' };
    const { changes } = noticeApp(
      blue,
      after(well),
      anApp([t1], { instances: 2, lastTaskFailure: failure }),
      [],
    );
    expect(changes[0]?.message).toContain('(t2: TASK_FAILED, exit 1)');
  });
});
