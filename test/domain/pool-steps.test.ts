import { describe, expect, it } from 'vitest';
import type { ObservedInstance, ObservedServer } from '../../src/domain/pool-observation.ts';
import {
  alive,
  born,
  dead,
  drained,
  lb,
  plan,
  pool,
  seen,
  testCases,
  want,
  type Case,
} from './pool-table.ts';

const blue = seen('a', 'blue');
const additions: readonly Case[] = [
  {
    fact: 'a server that is not there is added and its check switched on',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0),
    steps: ['add-server a/blue', 'enable-health a/blue'],
  },
  {
    fact: 'a server whose check was not switched on gets that alone',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { ...born, check: 'off' })),
    steps: ['enable-health a/blue'],
  },
  {
    fact: 'a server whose check has no result yet is awaited, and everything after it',
    desired: pool(5_000, want('a', 'blue'), want('b', 'green')),
    instance: lb(0, blue, seen('b', 'green', born)),
    waits: /^the first health check of green on lb1$/,
  },
  {
    fact: 'a server alive in maintenance is enabled',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', alive)),
    steps: ['enable-server a/blue'],
  },
  {
    fact: 'a server dead in maintenance stays there',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { ...born, check: 'failed', checkStatus: 'L4CON' })),
    waits: /^blue on lb1 to pass its health check \(L4CON\)$/,
  },
  {
    fact: 'a server that counts as up before its first check is awaited',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { check: 'pending' })),
    waits: /first health check of blue/,
  },
  {
    fact: 'a server in maintenance with its check stopped goes by way of drain, where the check runs',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { admin: 'maintenance', up: false, check: 'paused' })),
    steps: ['drain-server a/blue'],
  },
  {
    fact: 'a drained server with an old result is awaited',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { ...drained, check: 'pending' })),
    waits: /first health check of blue/,
  },
  {
    fact: 'a drained server with a new result comes back',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', drained)),
    steps: ['undrain-server a/blue'],
  },
  {
    fact: 'a ready server of weight 0 comes back',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { weight: 0 })),
    steps: ['undrain-server a/blue'],
  },
  {
    fact: 'a server at another address drains while others serve',
    desired: pool(0, want('a', 'blue'), want('a', 'other')),
    instance: lb(0, seen('a', 'blue', { address: '10.0.0.9:1' }), seen('a', 'other')),
    steps: ['drain-server a/blue'],
  },
  {
    fact: 'a server at another address goes once it is idle',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { ...dead, address: '10.0.0.9:1' })),
    steps: ['disable-server a/blue', 'delete-server a/blue'],
  },
  {
    fact: 'a server at another address stays while it is the last',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { address: '10.0.0.9:1' })),
    waits: /blue at 10.0.0.9:1 is the last and cannot be replaced/,
  },
  {
    fact: 'a server out of use without a check is added anew with one',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', { admin: 'maintenance', up: false, check: 'none' })),
    steps: ['delete-server a/blue'],
  },
  {
    fact: "a server of the operator's is known by its address",
    desired: pool(0, want('a', 'pacer_1')),
    instance: lb(0, seen('a', 'web1', { address: want('a', 'pacer_1').address })),
  },
  {
    fact: "the server of an earlier task at the same address is not taken for a later one's",
    desired: pool(0, want('a', 'pacer_2')),
    instance: lb(0, seen('a', 'pacer_1')),
    steps: ['add-server a/pacer_2', 'enable-health a/pacer_2'],
  },
  {
    fact: 'the slot with the smaller share waits while the other one has nobody yet',
    desired: pool(100, want('a', 'blue'), want('b', 'green')),
    instance: lb(0, seen('a', 'blue', born), seen('b', 'green', alive)),
    waits: /first health check of blue/,
  },
  {
    fact: 'the slot with the smaller share does not wait for a dead one',
    desired: pool(100, want('a', 'blue'), want('b', 'green')),
    instance: lb(0, seen('a', 'blue', { ...born, check: 'failed' }), seen('b', 'green', alive)),
    steps: ['enable-server b/green'],
  },
  {
    fact: 'an empty slot that an old map gives more than wanted loses its share before its first server serves',
    desired: pool(9_000, want('a', 'next'), want('b', 'now')),
    instance: lb(0, seen('a', 'next', alive), seen('b', 'now')),
    steps: ['set-share 10000 present', 'enable-server a/next'],
  },
];

const shares: readonly Case[] = [
  {
    fact: 'the share moves when both slots serve',
    desired: pool(2_500, want('a', 'blue'), want('b', 'green')),
    instance: lb(0, blue, seen('b', 'green')),
    steps: ['set-share 2500 present'],
  },
  {
    fact: 'a missing entry is added',
    desired: pool(0, want('a', 'blue')),
    instance: lb(undefined, blue),
    steps: ['set-share 0 missing'],
  },
  {
    fact: 'the share stays while a slot that would get requests has no serving server',
    desired: pool(2_500, want('a', 'blue'), want('b', 'green')),
    instance: lb(0, blue, seen('b', 'green', dead)),
    waits: /^shop_b has no serving server on lb1/,
  },
  {
    fact: 'the share moves although one of several servers is dead',
    desired: pool(0, want('a', 'blue'), want('a', 'other')),
    instance: lb(10_000, blue, seen('a', 'other', dead)),
    steps: ['set-share 0 present'],
  },
  {
    fact: 'the share moves when nobody serves at all',
    desired: pool(0),
    instance: lb(10_000, seen('b', 'green', dead)),
    steps: ['set-share 0 present'],
  },
];

const drains: readonly Case[] = [
  {
    fact: 'a server of an unused slot drains',
    desired: pool(10_000, want('a', 'blue', 'draining'), want('b', 'green')),
    instance: lb(10_000, blue, seen('b', 'green')),
    steps: ['drain-server a/blue'],
  },
  {
    fact: 'a half-drained server drains',
    desired: pool(10_000, want('a', 'blue', 'draining'), want('b', 'green')),
    instance: lb(10_000, seen('a', 'blue', { weight: 0 }), seen('b', 'green')),
    steps: ['drain-server a/blue'],
  },
  {
    fact: 'an absent server that serves drains first',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, blue, seen('a', 'other')),
    steps: ['drain-server a/other'],
  },
  {
    fact: 'the last server of a slot with a share serves on',
    desired: pool(5_000, want('a', 'blue', 'draining'), want('b', 'green')),
    instance: lb(5_000, blue, seen('b', 'green')),
    waits: /another server to serve on lb1: blue is the last of shop_a and keeps serving/,
  },
  {
    fact: 'the last server of a slot without a share serves on while it stands in for the other slot',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, seen('a', 'blue', dead), seen('b', 'green')),
    waits: /green is the last of shop_b/,
  },
  {
    fact: 'the last server of a slot without a share serves on while the other slot has an unchecked one',
    desired: pool(0),
    instance: lb(0, seen('a', 'blue', { check: 'pending' }), seen('b', 'green')),
    waits: /green is the last of shop_b/,
  },
  {
    fact: 'of several that are to leave a slot in use, one stays',
    desired: pool(0, want('a', 'blue', 'draining'), want('a', 'other', 'draining')),
    instance: lb(0, blue, seen('a', 'other')),
    steps: ['drain-server a/blue'],
    waits: /other is the last/,
  },
  {
    fact: 'a server in use serves on while another one is dead',
    desired: pool(0, want('a', 'blue', 'draining'), want('a', 'other'), want('a', 'third')),
    instance: lb(0, blue, seen('a', 'other'), seen('a', 'third', dead)),
    waits: /^blue keeps serving meanwhile; third on lb1 to pass/,
  },
  {
    fact: 'a dead server drains although nobody else serves',
    desired: pool(0, want('a', 'blue', 'draining')),
    instance: lb(0, seen('a', 'blue', dead)),
    steps: ['drain-server a/blue'],
  },
  {
    fact: 'a server that should drain and is not there is as desired',
    desired: pool(10_000, want('a', 'blue', 'draining'), want('b', 'green')),
    instance: lb(10_000, seen('b', 'green')),
  },
  {
    fact: 'a drained server with sessions is as desired',
    desired: pool(10_000, want('a', 'blue', 'draining'), want('b', 'green')),
    instance: lb(10_000, seen('a', 'blue', { ...drained, sessions: 3 }), seen('b', 'green')),
  },
];

const removals: readonly Case[] = [
  {
    fact: 'an absent, drained and idle server is deleted',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, blue, seen('b', 'green', drained)),
    steps: ['disable-server b/green', 'delete-server b/green'],
  },
  {
    fact: 'an absent server in maintenance is deleted',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, blue, seen('b', 'green', born)),
    steps: ['delete-server b/green'],
  },
  {
    fact: 'an absent, dead server is deleted without draining',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, blue, seen('b', 'green', dead)),
    steps: ['disable-server b/green', 'delete-server b/green'],
  },
  {
    fact: 'an absent server with sessions or a queue is awaited',
    desired: pool(0, want('a', 'blue')),
    instance: lb(0, blue, seen('b', 'green', { ...drained, sessions: 2, queue: 1 })),
    waits: /^green still has 2 sessions and 1 queued on lb1$/,
  },
];

describe.each([
  ['additions', additions],
  ['shares', shares],
  ['drains', drains],
  ['removals', removals],
])('%s', (_, cases) => {
  testCases(cases);
});

describe('two instances', () => {
  const lb2 = (shareOfB: number, ...servers: ObservedServer[]): ObservedInstance => ({
    ...lb(shareOfB, ...servers),
    balancer: 'lb2',
  });
  const swap = pool(10_000, want('b', 'green'));

  it('the share moves on neither while one of them still checks a server', () => {
    const planned = plan(swap, lb(0, blue, seen('b', 'green')), lb2(0, blue, seen('b', 'green', born)));
    expect(planned).toEqual({ steps: [], waitingFor: ['the first health check of green on lb2'] });
  });

  it('a server drains on neither while the share of one has not moved', () => {
    const planned = plan(swap, lb(10_000, blue, seen('b', 'green')), lb2(0, blue, seen('b', 'green')));
    expect(planned.steps).toEqual(['lb2 set-share 10000 present']);
  });

  it('a server drains on neither while it is the last one of one', () => {
    const desired = pool(0, want('a', 'blue', 'draining'), want('a', 'other'));
    const planned = plan(desired, lb(0, blue, seen('a', 'other')), lb2(0, blue, seen('a', 'other', dead)));
    expect(planned.steps).toEqual([]);
    expect(planned.waitingFor[0]).toMatch(/on lb2: blue is the last/);
  });

  it('a server is deleted on neither while it still serves on one', () => {
    const planned = plan(
      swap,
      lb(10_000, seen('a', 'blue', drained), seen('b', 'green')),
      lb2(10_000, blue, seen('b', 'green')),
    );
    expect(planned.steps).toEqual(['lb2 drain-server a/blue']);
  });
});
