import { describe, expect, it } from 'vitest';
import type { App } from '../../src/domain/app.ts';
import { standingOf } from '../../src/domain/blue-standing.ts';
import { serverName } from '../../src/domain/pool-intent.ts';
import type { PoolReading, PoolServer } from '../../src/domain/pool.ts';
import { anApp, aTask } from '../support/apps.ts';

const ids = ['shop-a.1', 'shop-a.2', 'shop-a.3'];
const blue = (different: Partial<App> = {}): App =>
  anApp(
    ids.map((id) => aTask(id)),
    different,
  );

const server = (taskId: string, different: Partial<PoolServer> = {}): PoolServer => ({
  balancer: 'lb1',
  slot: 'a',
  name: serverName(taskId),
  address: '127.0.0.1:1',
  state: 'serving',
  sessions: 0,
  queue: 0,
  ...different,
});
const poolOf = (
  servers: readonly PoolServer[],
  shareOfB: PoolReading['shareOfB'] = { lb1: 2_500 },
): PoolReading => ({ servers, shareOfB });
const pool = poolOf(ids.map((id) => server(id)));

describe('blue as it stands', () => {
  it.each<[string, Parameters<typeof standingOf>, ReturnType<typeof standingOf>]>([
    [
      'has all its tasks and its share',
      [{ app: blue(), pool }, 'a', []],
      { kind: 'seen', healthy: 3, serving: 3, share: 7_500, leaving: [] },
    ],
    [
      'counts withdrawn tasks that run on',
      [{ app: blue(), pool: poolOf(ids.map((id) => server(id, { state: 'draining' }))) }, 'a', 'all'],
      { kind: 'seen', healthy: 3, serving: 0, share: 7_500, leaving: [] },
    ],
    [
      'does not count withdrawn tasks once Marathon has fewer instances',
      [{ app: blue({ instances: 1 }), pool }, 'a', ['shop-a.1', 'shop-a.2']],
      { kind: 'seen', healthy: 1, serving: 3, share: 7_500, leaving: ['shop-a.1', 'shop-a.2'] },
    ],
    [
      'does not count them while a deployment runs',
      [{ app: blue({ deployments: ['d1'] }), pool }, 'a', ['shop-a.1']],
      { kind: 'seen', healthy: 2, serving: 3, share: 7_500, leaving: ['shop-a.1'] },
    ],
    [
      'has nobody when all of it is ending',
      [{ app: blue({ instances: 0, deployments: ['d1'] }), pool }, 'a', 'all'],
      { kind: 'seen', healthy: 0, serving: 3, share: 7_500, leaving: ids },
    ],
    [
      'has whoever has come since, of those that were withdrawn',
      [{ app: blue({ deployments: ['d1'] }), pool }, 'a', ['shop-a.1', 'shop-a.0']],
      { kind: 'seen', healthy: 2, serving: 3, share: 7_500, leaving: ['shop-a.1'] },
    ],
    [
      'does not count whom the load balancer finds dead',
      [{ app: blue(), pool: poolOf([server('shop-a.1', { state: 'down' })]) }, 'a', []],
      { kind: 'seen', healthy: 2, serving: 0, share: 7_500, leaving: [] },
    ],
    [
      'does not count whom Marathon finds unhealthy',
      [
        {
          app: anApp([
            aTask('shop-a.1'),
            aTask('shop-a.2', { health: { kind: 'unhealthy', consecutiveFailures: 1 } }),
            aTask('shop-a.3', { state: 'TASK_UNREACHABLE' }),
          ]),
        },
        'a',
        [],
      ],
      { kind: 'seen', healthy: 1, leaving: [] },
    ],
    [
      'is whoever serves where Marathon does not answer, and what is withdrawn stays so',
      [{ pool: poolOf([server('shop-a.1'), server('shop-a.2', { state: 'draining' })]) }, 'a', ['shop-a.2']],
      { kind: 'seen', healthy: 1, serving: 1, share: 7_500, leaving: ['shop-a.2'] },
    ],
    [
      'is not known where nothing answers',
      [{}, 'a', []],
      { kind: 'unknown', because: 'neither system has answered' },
    ],
  ])('%s', (_, args, standing) => {
    expect(standingOf(...args)).toEqual(standing);
  });

  it('has the least share and the fewest servers of all load balancer instances', () => {
    const two = poolOf(
      [server('shop-a.1'), server('shop-a.1', { balancer: 'lb2' }), server('shop-a.2', { balancer: 'lb2' })],
      { lb1: 2_000, lb2: 4_000 },
    );
    expect(standingOf({ pool: two }, 'a', [])).toMatchObject({ healthy: 1, serving: 1, share: 6_000 });
    expect(standingOf({ pool: two }, 'b', [])).toMatchObject({ healthy: 0, serving: 0, share: 2_000 });
    expect(standingOf({ pool: poolOf([], {}) }, 'a', [])).toEqual({
      kind: 'seen',
      healthy: 0,
      serving: 0,
      leaving: [],
    });
  });
});
