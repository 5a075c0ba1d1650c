import { describe, expect, it } from 'vitest';
import {
  desiredPool,
  serverName,
  type PoolIntent,
  type PoolSideIntent,
} from '../../src/domain/pool-intent.ts';
import { anApp, aTask } from '../support/apps.ts';

const blue: PoolSideIntent = { appId: '/shop-a', slot: 'a', admit: 'all', withdrawn: [] };
const green: PoolSideIntent = { appId: '/shop-b', slot: 'b', admit: [], withdrawn: [] };
const intent = (...sides: PoolSideIntent[]): PoolIntent => ({
  target: 'local',
  service: 'shop',
  portIndex: 0,
  sides,
});
const blueApp = anApp([aTask('b1'), aTask('b2'), aTask('b3')]);
const greenApp = anApp([aTask('g1', { ports: [31_500] })], { id: '/shop-b' });
const modes = (pool: ReturnType<typeof desiredPool>) =>
  pool.servers.map((server) => `${server.slot} ${server.name} ${server.mode}`);
const known = (...ids: string[]) => new Set(ids.map(serverName));

describe('desiredPool', () => {
  it('gives every healthy task of the version that serves its share', () => {
    const pool = desiredPool(intent(blue, green), [blueApp, greenApp], known());
    expect(modes(pool)).toEqual(['a pacer_b1 serving', 'a pacer_b2 serving', 'a pacer_b3 serving']);
    expect(pool.shareOfB).toBe(0);
  });

  it('adds admitted tasks only, by address and port', () => {
    const pool = desiredPool(
      intent(blue, { ...green, admit: ['g1'] }),
      [blueApp, greenApp],
      known('b1', 'b2', 'b3'),
    );
    expect(pool.servers.at(-1)).toEqual({
      slot: 'b',
      name: 'pacer_g1',
      address: 'agent-1:31500',
      mode: 'serving',
    });
    expect(pool.shareOfB).toBe(2_500);
  });

  it('drains what is withdrawn and gives its share to the others', () => {
    const pool = desiredPool(
      intent({ ...blue, withdrawn: ['b1'] }, { ...green, admit: 'all' }),
      [blueApp, greenApp],
      known('b1', 'b2', 'b3', 'g1'),
    );
    expect(modes(pool)).toContain('a pacer_b1 draining');
    expect(pool.shareOfB).toBe(3_333);
  });

  it('does not add a withdrawn task that the pool has lost', () => {
    expect(modes(desiredPool(intent({ ...blue, withdrawn: 'all' }), [blueApp], known()))).toEqual([]);
  });

  it('sends everybody to the version that is left', () => {
    const pool = desiredPool(
      intent({ ...blue, withdrawn: 'all' }, { ...green, admit: 'all' }),
      [blueApp, greenApp],
      known('b1', 'b2', 'b3', 'g1'),
    );
    expect(pool.shareOfB).toBe(10_000);
  });

  it.each([
    ['a task whose health is not known', aTask('x', { health: { kind: 'unknown' } })],
    ['an unhealthy task', aTask('x', { health: { kind: 'unhealthy', consecutiveFailures: 1 } })],
    ['a task that does not run', aTask('x', { state: 'TASK_STAGING' })],
    ['a task of a container network that has no address yet', aTask('x', { address: '' })],
    ['a task without the port', aTask('x', { ports: [] })],
  ])('does not add %s', (_title, task) => {
    expect(desiredPool(intent(blue), [anApp([task])], known()).servers).toEqual([]);
  });

  it('keeps a running task in the pool while Marathon doubts its health: the load balancer checks by itself', () => {
    const doubted = anApp([aTask('x', { health: { kind: 'unhealthy', consecutiveFailures: 1 } })]);
    const pool = desiredPool(intent(blue), [doubted], known('x'));
    expect(modes(pool)).toEqual(['a pacer_x serving']);
    expect(pool.servers[0]?.doubted).toBe(true);
  });

  it('gives a version that is sick as a whole no share while the other is well', () => {
    const sick = anApp([aTask('x', { health: { kind: 'unhealthy', consecutiveFailures: 1 } })]);
    const both = intent(blue, { ...green, admit: ['g1'] });
    expect(desiredPool(both, [sick, greenApp], known('x', 'g1')).shareOfB).toBe(10_000);
    expect(desiredPool(intent(blue), [sick], known('x')).shareOfB).toBe(0);
  });
});
