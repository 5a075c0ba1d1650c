import type { Execution } from './execution.ts';
import type { Command, Job } from './wire.ts';

/** What Temporal would keep of one run. */
export interface HistorySize {
  readonly events: number;
  /** An estimate: the payloads as they are, and what an event has around them. */
  readonly bytes: number;
}

/** Scheduled, started and completed. */
const EVENTS_OF_TASK = 3;
const BYTES_AROUND_EVENT = 150;

/** Events and bytes of a run from `fromMs` on. */
export function historySize({ sandbox }: Execution, fromMs = 0): HistorySize {
  let [events, bytes] = [fromMs === 0 ? 1 : 0, 0];
  for (const { atMs, jobs, commands } of sandbox.turns) {
    if (atMs < fromMs) continue;
    events += EVENTS_OF_TASK;
    for (const job of jobs) events += eventsOfJob(job);
    for (const command of commands) events += eventsOfCommand(command);
    bytes += payloadBytes(jobs) + payloadBytes(commands);
  }
  return { events, bytes: bytes + events * BYTES_AROUND_EVENT };
}

/** An activity that has come to its end has begun, too. */
function eventsOfJob(job: Job): number {
  if (job.resolveActivity !== undefined) return 2;
  return job.initializeWorkflow === undefined && job.notifyHasPatch === undefined ? 1 : 0;
}

/** The answer to an update is "accepted" and, in another command, "completed". */
function eventsOfCommand({ updateResponse }: Command): number {
  return updateResponse?.rejected == null ? 1 : 0;
}

function payloadBytes(of: unknown): number {
  if (of instanceof Uint8Array) return of.byteLength;
  if (typeof of === 'string') return of.length;
  if (typeof of !== 'object' || of === null) return 0;
  return Object.values(of).reduce((sum: number, it) => sum + payloadBytes(it), 0);
}

export interface ActivityTimes {
  readonly beganMs: number;
  readonly endedMs: number;
}

/** When the activities of a type were asked for, and when they came to their end; ms of the clock. */
export function activityTimes({ sandbox }: Execution, activityType: string): readonly ActivityTimes[] {
  return sandbox.turns.flatMap(({ atMs: beganMs, commands }) =>
    commands.flatMap(({ scheduleActivity: asked }) => {
      if (asked?.activityType !== activityType) return [];
      const isItsEnd = (job: Job): boolean => job.resolveActivity?.seq === asked.seq;
      const ended = sandbox.turns.find(({ jobs }) => jobs.some(isItsEnd));
      return [{ beganMs, endedMs: ended?.atMs ?? Infinity }];
    }),
  );
}
