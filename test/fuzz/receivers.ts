import { randomUUID } from 'node:crypto';
import { TASK_QUEUE, serviceLockId } from '../../workflows/messages.ts';
import { keeperId } from '../../workflows/messages-keeper.ts';
import { serviceLineId } from '../../workflows/messages-line.ts';
import { eventually } from '../support/eventually.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import type { World } from '../support/world.ts';
import type { Counting } from './tally.ts';

/** A workflow that runs, to be told rubbish. It may end by that, as by an abort. */
export interface Receiver {
  readonly type: string;
  readonly workflowId: string;
  /** Answers it while it lives; undefined where it has none. */
  readonly query?: string;
  /** Begins it anew where it has ended. */
  begin(): Promise<void>;
}

/** Only somebody who is never there may let them go on: so that they stay where they are. */
const gates = [{ before: 'launch', by: ['nobody at all'] }];

const since = '2026-11-28T10:00:00.000Z';
/** No HAProxy has a backend of it, so that its keeper tries again and again. */
const intent = {
  target: 'local',
  service: 'nobody',
  portIndex: 0,
  sides: [{ appId: '/nobody', slot: 'a', admit: 'all', withdrawn: [] }],
};

/** One of each kind, each of a service of its own or in line behind the first. */
export function receivers(world: World, [one = '', other = '']: readonly string[]): readonly Receiver[] {
  const atGate = { version: 'v1', spec: { gates } };
  const inLine = { version: 'v2', spec: { gates, whenBusy: 'queue' as const } };
  const release = (name: string, spec: unknown, state: string): Receiver => ({
    type: name,
    workflowId: `fuzz-${name}`,
    query: 'status',
    begin: async () => {
      const handle = await world.start(spec, `fuzz-${name}`);
      await world.until(handle, (it) => it.state === state || it.outcome !== undefined, 30_000);
    },
  });
  const started = (type: string, workflowId: string, args: unknown[], query?: string): Receiver => ({
    type,
    workflowId,
    ...(query === undefined ? {} : { query }),
    begin: async () => {
      await world.client.workflow.start(type, { taskQueue: TASK_QUEUE, workflowId, args });
    },
  });
  const notice = { event: 'started', release: 'fuzz', key: randomUUID() };
  return [
    release('blueGreen', aSpec(one, atGate), 'waiting-for-approval'),
    release(
      'canary',
      aCanary(other, { version: 'v1' }, { weights: [10, 100], gates }),
      'waiting-for-approval',
    ),
    release('queued', aSpec(one, inLine), 'queued'),
    {
      ...started('serviceLine', serviceLineId('local', 'nobody'), [
        { target: 'local', service: 'nobody', entries: [] },
      ]),
      query: 'line',
    },
    started('serviceLock', serviceLockId('local', 'nobody'), []),
    started(
      'keeper',
      keeperId('local', 'nobody'),
      [{ target: 'local', service: 'nobody', task: { kind: 'keep', since, intent } }],
      'keeping',
    ),
    // It ends by itself, and answers queries all the same.
    started('plan', 'fuzz-plan', [aSpec(one, { version: 'v1' })]),
    started('deliver', 'fuzz-deliver', [{ notice, to: ['nobody'] }]),
  ];
}

/** Begins whoever has ended. */
export async function revive(world: World, all: readonly Receiver[]): Promise<void> {
  for (const it of all) {
    if (!(await isRunning(world, it.workflowId))) await it.begin();
  }
}

async function isRunning(world: World, workflowId: string): Promise<boolean> {
  const found = await world.client.workflow
    .getHandle(workflowId)
    .describe()
    .catch(() => undefined);
  return found?.status.name === 'RUNNING';
}

/** Looks for a task of the workflow that failed, and for one that does not answer. */
export async function examine(
  world: World,
  { type, workflowId, query }: Receiver,
  counting: Counting,
): Promise<void> {
  if (query !== undefined && (await isRunning(world, workflowId))) {
    const asked = eventually(() => world.client.workflow.getHandle(workflowId).query(query), 15_000);
    await asked.catch((failure: unknown) => {
      counting.defect(`${type} does not answer ${query}: ${String(failure)} ${causeIn(failure)}`);
    });
  }
  await failedTasks(world, workflowId, counting);
}

/** WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND and ..._FORCE_CLOSE_COMMAND: news came meanwhile, or it was terminated. */
const TEMPORALS_OWN = [1, 17];

/** Every failed task of a workflow is a defect, but for those that Temporal ends itself. */
export async function failedTasks(
  world: World,
  workflowId: string,
  counting: Counting,
  what = '',
): Promise<void> {
  const { events } = await world.client.workflow.getHandle(workflowId).fetchHistory();
  for (const { workflowTaskFailedEventAttributes: failed } of events ?? []) {
    if (failed == null || TEMPORALS_OWN.includes(Number(failed.cause))) continue;
    counting.defect(
      `${workflowId}: a task of the workflow failed by cause ${failed.cause}: ${failed.failure?.message ?? ''} ${what}`,
    );
    return;
  }
}

export function causeIn(failure: unknown): string {
  return failure instanceof Error && failure.cause instanceof Error ? failure.cause.message : '';
}
