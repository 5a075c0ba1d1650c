import { describe, expect, it } from 'vitest';
import type { App } from '../../src/domain/app.ts';
import { servingIntent } from '../../src/domain/keeper-found.ts';
import { serverName } from '../../src/domain/pool-intent.ts';
import type { PoolReading } from '../../src/domain/pool.ts';
import { anApp, aTask } from '../support/apps.ts';

const of = { target: 'local', service: 'shop', portIndex: 0 };
const ours = { PACER_SERVICE: 'shop' };
const empty: PoolReading = { servers: [], shareOfB: { one: 0 } };

function poolWith(taskId: string, slot: 'a' | 'b'): PoolReading {
  const name = serverName(taskId);
  const server = { balancer: 'one', slot, name, address: 'agent-1:1', state: 'serving' } as const;
  return { servers: [{ ...server, sessions: 0, queue: 0 }], shareOfB: { one: 0 } };
}

describe('who serves a service', () => {
  it.each<[string, readonly App[], PoolReading, { readonly appId: string; readonly slot: string } | 'none']>([
    ['nobody', [], empty, 'none'],
    [
      'the app with its label',
      [anApp([aTask('1')], { labels: ours })],
      empty,
      { appId: '/shop-a', slot: 'a' },
    ],
    [
      'the app with its label, in the slot where it is',
      [anApp([aTask('1')], { labels: ours })],
      poolWith('1', 'b'),
      { appId: '/shop-a', slot: 'b' },
    ],
    [
      'the app without labels that is in its pool',
      [anApp([aTask('1')], { id: '/web' })],
      poolWith('1', 'b'),
      { appId: '/web', slot: 'b' },
    ],
    ['not one that is not in its pool', [anApp([aTask('1')], { id: '/web' })], empty, 'none'],
    [
      'not one of another service',
      [anApp([aTask('1')], { labels: { PACER_SERVICE: 'cart' } })],
      poolWith('1', 'a'),
      'none',
    ],
    ['not one that wants no task', [anApp([], { labels: ours })], empty, 'none'],
    [
      'not the one that wants no task',
      [anApp([], { labels: ours }), anApp([aTask('1')], { id: '/shop-b', labels: ours })],
      empty,
      { appId: '/shop-b', slot: 'b' },
    ],
  ])('is %s', (_, apps, pool, expected) => {
    const found = servingIntent(of, apps, pool);
    if (expected === 'none') expect(found).toEqual({ kind: 'none' });
    else
      expect(found).toMatchObject({
        kind: 'found',
        intent: { service: 'shop', sides: [{ ...expected, admit: 'all' }] },
      });
  });

  it('is not told where two do, and says what to do', () => {
    const apps = [
      anApp([aTask('1')], { labels: ours }),
      anApp([aTask('2')], { id: '/shop-b', labels: ours }),
    ];
    expect(servingIntent(of, apps, empty)).toEqual({
      kind: 'unclear',
      problem: expect.stringContaining('is served by /shop-a and /shop-b') as string,
    });
  });
});
