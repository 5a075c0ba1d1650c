import { setTimeout as later } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { lineActivities, type Lines } from '../../activities/line.ts';
import { lockActivities, type Execution, type ReadExecution } from '../../activities/lock.ts';

/** Longer than the pause between two heartbeats. */
const SLOW_MS = 1_300;
const held: Execution = {
  running: true,
  runId: 'run-1',
  startedAt: '2026-11-28T10:00:00.000Z',
  parent: { workflowId: 'shop-1', runId: 'run-0' },
};
const entry = { workflowId: 'shop-2', runId: 'run-2', policy: 'queue', since: held.startedAt } as const;

/** Refuses once, then takes its time. */
function slowTemporal(): ReadExecution {
  let asked = 0;
  return async () => {
    asked += 1;
    if (asked === 1) throw new Error('14 UNAVAILABLE');
    await later(asked === 2 ? SLOW_MS : 0);
    return held;
  };
}

function beats(environment: MockActivityEnvironment): { readonly count: number } {
  const seen = { count: 0 };
  environment.on('heartbeat', () => (seen.count += 1));
  return seen;
}

it('the look at a lock shows that it lives while Temporal takes its time', async () => {
  const environment = new MockActivityEnvironment();
  const seen = beats(environment);
  const activities = lockActivities(slowTemporal());
  const holder = await environment.run((it: { lockId: string }) => activities.readLockHolder(it), {
    lockId: 'pacer/service/local/shop',
  });
  expect(holder).toEqual({ kind: 'running', workflowId: 'shop-1', runId: 'run-0' });
  expect(seen.count).toBeGreaterThanOrEqual(2);
});

it('joining a line shows it, too, and joins again where it does not know whether it has', async () => {
  const environment = new MockActivityEnvironment();
  const seen = beats(environment);
  const joins: string[] = [];
  const lines: Lines = {
    join: (_, { workflowId }) => Promise.resolve(void joins.push(workflowId)),
    read: () => Promise.resolve(undefined),
    readState: () => Promise.reject(new Error('nobody asks')),
  };
  const activities = lineActivities(slowTemporal(), lines);
  const input = { target: 'local', service: 'shop', lockId: 'pacer/service/local/shop', entry };
  expect(await environment.run((it: typeof input) => activities.joinLine(it), input)).toEqual({
    running: { workflowId: 'shop-1', runId: 'run-0' },
  });
  expect(joins).toEqual(['shop-2', 'shop-2']);
  expect(seen.count).toBeGreaterThanOrEqual(2);
});
