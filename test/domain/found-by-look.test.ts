import { describe, expect, it } from 'vitest';
import type { App } from '../../src/domain/app.ts';
import { foundByLook, type SeenApp } from '../../src/domain/found-by-look.ts';
import { checkSpec } from '../../src/domain/spec-errors.ts';
import { anApp, aTask } from '../support/apps.ts';
import { aSpec } from './spec-input.ts';

function seen(
  id: string,
  instances: number,
  different: Partial<Omit<SeenApp, 'app'> & { app: Partial<App> }> = {},
): SeenApp {
  const tasks = Array.from({ length: instances }, (_, index) => aTask(`t${index}`, { appId: id }));
  const { app, ...rest } = different;
  return {
    app: anApp(tasks, { id, ...app }),
    definition: { id, cmd: './old', instances },
    isOfSpec: false,
    isInPool: true,
    withUsers: [],
    ...rest,
  };
}

function look(apps: readonly SeenApp[], different: Readonly<Record<string, unknown>> = {}) {
  const check = checkSpec(aSpec(different));
  if (check.kind === 'invalid') throw new Error(JSON.stringify(check.problems));
  return foundByLook(apps, check.spec, 'r9');
}

const green = seen('/shop-b', 3, {
  isOfSpec: true,
  slot: 'b',
  app: {
    labels: { PACER_RELEASE: 'r2', PACER_REPLACES: '/shop-a', PACER_REPLACES_INSTANCES: '4' },
  },
});

describe('what is found by one look', () => {
  it('is nothing before a first release', () => {
    expect(look([])).toEqual({ kind: 'found', found: { release: 'r9' } });
  });

  it('is the app that serves, with how it can be released again', () => {
    expect(look([seen('/shop', 2, { slot: 'a', app: { labels: { PACER_RELEASE: 'r1' } } })])).toEqual({
      kind: 'found',
      found: {
        release: 'r9',
        blue: { appId: '/shop', instances: 2, slot: 'a', release: 'r1', healthyAtStart: 2 },
        previous: { definition: { id: '/shop', cmd: './old' }, instances: 2 },
      },
    });
  });

  it('is also who was to replace it; blue then counts as whole as it was, and all of that has to come back', () => {
    expect(look([green, seen('/shop-a', 1)])).toEqual({
      kind: 'found',
      found: {
        release: 'r9',
        blue: { appId: '/shop-a', instances: 4, slot: undefined },
        previous: { definition: { id: '/shop', cmd: './old' }, instances: 4 },
        green: {
          appId: '/shop-b',
          slot: 'b',
          adopted: { how: 'finish', instances: 3, release: 'r2', found: expect.any(String) as string },
        },
      },
    });
  });

  it('is a blue of which all must come back, also one that has all its tasks with a few of them healthy', () => {
    const [one, ...others] = seen('/shop-a', 4).app.tasks;
    const sick = others.map((task) => ({
      ...task,
      health: { kind: 'unhealthy', consecutiveFailures: 3 } as const,
    }));
    const looked = look([seen('/shop-a', 4, { app: { tasks: [one!, ...sick] } }), green], { adopt: 'back' });
    expect(looked).toMatchObject({ found: { blue: { instances: 4 } } });
    expect(looked).not.toHaveProperty('found.blue.healthyAtStart');
  });

  it('is a green with the tasks that have users', () => {
    expect(look([seen('/shop-a', 1), { ...green, withUsers: ['t0', 't2'] }])).toMatchObject({
      found: { green: { adopted: { serving: ['t0', 't2'] } } },
    });
  });

  it.each([
    ['while blue is being deployed', [seen('/shop', 1, { app: { deployments: ['d1'] } })], {}, 'not-yet'],
    [
      'but not while only green is',
      [seen('/shop-a', 1), { ...green, app: { ...green.app, deployments: ['d1'] } }],
      {},
      'found',
    ],
    ['with nothing to turn back', [seen('/shop-a', 1)], { adopt: 'back' }, 'refused'],
    ['with nothing at all to turn back', [], { adopt: 'back' }, 'refused'],
    [
      'with a second version that is to be refused',
      [seen('/shop-a', 1), green],
      { adopt: 'refuse' },
      'refused',
    ],
    ['with two that nothing tells apart', [seen('/shop-a', 1), seen('/shop-b', 1)], {}, 'refused'],
  ] as const)('%s', (_, apps, different, expected) => {
    expect(look(apps, different).kind).toBe(expected);
  });
});
