import { describe, expect, it } from 'vitest';
import { noticePool } from '../../src/domain/guard-pool.ts';
import type { DesiredPool, PoolReading, PoolServer } from '../../src/domain/pool.ts';

const server = (name: string, different: Partial<PoolServer> = {}): PoolServer => ({
  balancer: 'lb',
  slot: 'a',
  name,
  address: `10.0.0.1:${name.slice(1)}`,
  state: 'serving',
  sessions: 0,
  queue: 0,
  ...different,
});
const reading = (servers: readonly PoolServer[], share = 0): PoolReading => ({
  servers,
  shareOfB: { lb: share },
});
const pool = (names: readonly string[], different: Partial<DesiredPool> = {}): DesiredPool => ({
  service: 'shop',
  servers: names.map((name) => ({ slot: 'a', name, address: server(name).address, mode: 'serving' })),
  shareOfB: 0,
  ...different,
});

const settled = reading([server('s1'), server('s2')]);
const desired = pool(['s1', 's2']);
const before = { found: settled, desired, left: settled };

describe('noticePool', () => {
  const cases: readonly [string, PoolReading, readonly string[]][] = [
    ['nothing has changed', settled, []],
    ['a server was removed', reading([server('s1')]), ['server-removed']],
    [
      'a server was drained',
      reading([server('s1'), server('s2', { state: 'draining' })]),
      ['server-stopped'],
    ],
    [
      'a server is disabled',
      reading([server('s1'), server('s2', { state: 'maintenance' })]),
      ['server-stopped'],
    ],
    ['a server is down by its check', reading([server('s1'), server('s2', { state: 'down' })]), []],
    ['a server of nobody was added', reading([server('s1'), server('s2'), server('s9')]), ['server-added']],
    ['the map was edited', reading([server('s1'), server('s2')], 10_000), ['share-changed']],
    ['the balancer was restarted', reading([], 10_000), ['balancer-emptied']],
  ];
  it.each(cases)('sees that %s', (_title, found, kinds) => {
    const changes = noticePool(before, { found, desired });
    expect(changes.map((it) => it.kind)).toEqual(kinds);
    for (const { answer } of changes) expect(answer).toBe('repair');
  });

  it('takes no change of its own for one of somebody else', () => {
    const leaving = pool(['s1']);
    expect(
      noticePool({ ...before, desired: leaving }, { found: reading([server('s1')]), desired: leaving }),
    ).toEqual([]);
    expect(noticePool(before, { found: settled, desired: pool(['s1', 's2', 's3']) })).toEqual([]);
  });

  it('leaves a share alone that the release may turn back itself', () => {
    const yielding = pool(['s1', 's2'], { yields: true });
    const found = reading([server('s1'), server('s2')], 10_000);
    expect(noticePool({ ...before, desired: yielding }, { found, desired: yielding })).toEqual([]);
  });

  it('says nothing of a balancer that is new to it', () => {
    expect(
      noticePool({ ...before, left: { servers: [], shareOfB: {} } }, { found: reading([]), desired }),
    ).toEqual([]);
  });
});
