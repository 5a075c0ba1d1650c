import { expect, it } from 'vitest';
import type { PoolReading, PoolServer } from '../../src/domain/pool.ts';
import { tasksWithUsers } from '../../src/domain/tasks-with-users.ts';
import { anApp, aTask } from '../support/apps.ts';

const green = anApp([aTask('g1'), aTask('g2')], { id: '/shop-b' });

function server(task: string, state: PoolServer['state'], balancer = 'one'): PoolServer {
  const slot = task.startsWith('g') ? 'b' : 'a';
  return {
    balancer,
    slot,
    name: `pacer_${task}`,
    address: '10.0.0.1:80',
    state,
    sessions: 0,
    queue: 0,
  };
}

it.each<[string, readonly PoolServer[], PoolReading['shareOfB'], readonly string[]]>([
  [
    'serve and have a share',
    [server('g1', 'serving'), server('g2', 'serving')],
    { one: 5_000 },
    ['g1', 'g2'],
  ],
  ['are not in the pool', [server('b1', 'serving')], { one: 0 }, []],
  ['are drained', [server('g1', 'draining'), server('b1', 'serving')], { one: 5_000 }, []],
  ['are not ready yet', [server('g1', 'checking'), server('g2', 'maintenance')], { one: 10_000 }, []],
  [
    'serve, of which one is drained',
    [server('g1', 'draining'), server('g2', 'serving')],
    { one: 500 },
    ['g2'],
  ],
  ['fail their check for the moment', [server('g1', 'down')], { one: 10_000 }, ['g1']],
  [
    'are ready, with everybody sent to the others',
    [server('g1', 'serving'), server('b1', 'serving')],
    { one: 0 },
    [],
  ],
  [
    'are ready, without a share, and the others are drained',
    [server('g1', 'serving'), server('b1', 'draining')],
    { one: 0 },
    ['g1'],
  ],
  [
    'serve on one of two load balancers',
    [server('g1', 'draining'), server('g1', 'serving', 'two')],
    { one: 0, two: 5_000 },
    ['g1'],
  ],
])('of tasks that %s, those with users are told', (_, servers, shareOfB, expected) => {
  expect(tasksWithUsers(green, { servers, shareOfB })).toEqual(expected);
});
