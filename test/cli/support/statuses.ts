import { commandsFor } from '../../../src/domain/commands.ts';
import type { GateRecord } from '../../../src/domain/gates.ts';
import type { StepRecord } from '../../../src/domain/outcome.ts';
import { stepsAhead } from '../../../src/domain/procedure.ts';
import type { SideStatus, TaskStatus } from '../../../src/domain/status.ts';
import type { LiveStatus } from '../../../src/cli/live-status.ts';

/** So many seconds after ten o'clock, when all releases of these tests begin. */
export function at(seconds: number): string {
  return new Date(Date.parse('2026-11-24T10:00:00.000Z') + seconds * 1_000).toISOString();
}

export function aTaskStatus(id: string, different: Partial<TaskStatus> = {}): TaskStatus {
  return {
    taskId: id,
    host: '10.0.0.1',
    port: 31_000,
    state: 'TASK_RUNNING',
    health: 'healthy',
    ...different,
  };
}

export function aSide(appId: string, tasks: readonly TaskStatus[], instances = tasks.length): SideStatus {
  return { appId, instances, tasks };
}

/** The steps of a release in two batches: the first `done` of them done, and the next one running. */
export function stepsAfter(done: number, next: 'running' | 'ahead' = 'running'): readonly StepRecord[] {
  const batches = [
    { number: 1, arriving: 1, leaving: 2 },
    { number: 2, arriving: 3, leaving: 0 },
  ];
  return stepsAhead(batches, true).map((step, index): StepRecord => {
    const begun = { ...step, startedAt: at(index * 2) };
    if (index < done) return { ...begun, state: 'done', endedAt: at(index * 2 + 1.5) };
    return index === done && next === 'running' ? { ...begun, state: 'running' } : step;
  });
}

/** In its second batch, where two tasks of blue drain. */
export const draining: LiveStatus = {
  procedure: 'blue-green',
  service: 'shop',
  target: 'local',
  release: 'pacer/release/local/shop/20261124T100000Z-ab12/01a20e8c',
  state: 'draining',
  message: 'wait until they have no pending operations (batch 2)',
  startedAt: at(0),
  steps: stepsAfter(13),
  blue: aSide('/shop-a', [
    aTaskStatus('shop-a.instance-3f2c1e7a-d616-4664-9630-a8e83311d2de._app.1', {
      pool: 'draining',
      sessions: 2,
      queue: 0,
      pending: 5,
    }),
    aTaskStatus('shop-a.instance-77aa1e7a-d616-4664-9630-a8e83311d2de._app.1', {
      host: '10.0.0.2',
      port: 31_007,
      health: 'unhealthy',
      pool: 'down',
      sessions: 0,
      queue: 3,
      pending: 0,
    }),
  ]),
  green: aSide(
    '/shop-b',
    [
      aTaskStatus('shop-b.instance-cc711ae0-d616-4664-9630-a8e83311d2de._app.1', {
        pool: 'serving',
        sessions: 40,
        queue: 0,
      }),
      aTaskStatus('shop-b.instance-4c335336-d616-4664-9630-a8e83311d2de._app.1', {
        pool: 'checking',
        sessions: 0,
        queue: 0,
      }),
      aTaskStatus('shop-b.instance-e83acc41-d616-4664-9630-a8e83311d2de._app.1', {
        state: 'TASK_STAGING',
        health: 'unknown',
      }),
    ],
    3,
  ),
  wait: {
    reason: '2 tasks of /shop-a to have no pending operations',
    owner: 'app',
    since: at(26),
    until: at(326),
  },
  seeing: 'shop-a.instance-3f2c1e7a-d616-4664-9630-a8e83311d2de._app.1: 5 pending operations',
  commands: commandsFor('draining'),
  events: [
    { at: at(22), text: 'pick blue tasks (batch 2)' },
    { at: at(24), text: 'take them out of the pool (batch 2)' },
    { at: at(26), text: 'wait until they have no pending operations (batch 2)' },
  ],
};

/** Two of three people have to approve; one has, and one who may not has tried. */
export const twoOfThree: GateRecord = {
  name: 'business hours',
  place: 'before retire-blue',
  openedAt: at(20),
  approvals: 2,
  by: ['ann', 'bob', 'carl'],
  until: at(3620),
  then: 'roll-back',
  answers: [
    { answer: 'approve', by: 'ann', reason: 'looks good', at: at(25) },
    {
      answer: 'approve',
      by: 'dave',
      at: at(30),
      refused: 'dave may not answer the gate "business hours": ann, bob, carl may',
    },
  ],
};

/** Stands at that gate. */
export const atGate: LiveStatus = {
  ...draining,
  seeing: '',
  state: 'waiting-for-approval',
  message: 'waits at the gate "business hours"',
  steps: stepsAfter(8, 'ahead'),
  wait: { reason: '2 approvals of "business hours"', owner: 'operator', since: at(20), until: at(3620) },
  gate: twoOfThree,
  commands: commandsFor('waiting-for-approval'),
};
