import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CheckReport } from '../src/domain/analysis.ts';
import type { Command, ReleaseState, ReleaseStatus } from '../src/domain/status.ts';

/** Who says it and why. All of it may be left out; shown in the status and in the outcome. */
export interface Remark {
  readonly by?: string;
  readonly reason?: string;
  /** approve, reject: the gate that is meant. Absent: the one that is open. */
  readonly gate?: string;
  /** promote: approves every later gate, too, and ends every later pause. */
  readonly full?: boolean;
  /** abort: something is wrong for users, so that they leave first, as far as blue carries them. */
  readonly fast?: boolean;
}

/** Stop before the next step. */
export const pause = defineSignal<[Remark?]>('pause');
/** Go on after a pause, or try again what the release is held at. */
export const resume = defineSignal<[Remark?]>('resume');
/** Approve the gate that is open, or end the bake now. */
export const promote = defineSignal<[Remark?]>('promote');
/** Approve the gate that is open, or the one that is named. */
export const approve = defineSignal<[Remark?]>('approve');
/** Say no to it: the release goes back. */
export const reject = defineSignal<[Remark?]>('reject');
/** End the present wait. */
export const skip = defineSignal<[Remark?]>('skip');
/** Take the step that failed again. */
export const retry = defineSignal<[Remark?]>('retry');
/** Go back to blue, at once. */
export const abort = defineSignal<[Remark?]>('abort');
/** Go back while the old version is still there. */
export const undo = defineSignal<[Remark?]>('undo');

export const commandSignals = { pause, resume, promote, approve, reject, skip, retry, abort, undo } as const;

/** What a command does, said as an update. */
export interface CommandAnswer {
  readonly command: Command;
  /** What it does. */
  readonly effect: string;
  /** Where the release stood when it was said. */
  readonly state: ReleaseState;
}

/** The signals' words as updates: refused where they do nothing, with what does something; else answered. */
export const commandUpdates = {
  pause: defineUpdate<CommandAnswer, [Remark?]>('pause'),
  resume: defineUpdate<CommandAnswer, [Remark?]>('resume'),
  promote: defineUpdate<CommandAnswer, [Remark?]>('promote'),
  approve: defineUpdate<CommandAnswer, [Remark?]>('approve'),
  reject: defineUpdate<CommandAnswer, [Remark?]>('reject'),
  skip: defineUpdate<CommandAnswer, [Remark?]>('skip'),
  retry: defineUpdate<CommandAnswer, [Remark?]>('retry'),
  abort: defineUpdate<CommandAnswer, [Remark?]>('abort'),
  undo: defineUpdate<CommandAnswer, [Remark?]>('undo'),
} as const;

/** Sent by an analysis: what it has measured so far. The more it has measured, the rarer. */
export const measured = defineSignal<[readonly CheckReport[]]>('measured');

export const status = defineQuery<ReleaseStatus>('status');

/** Task queue of Pacer's workers. */
export const TASK_QUEUE = 'pacer';

/** Id of the workflow that is the lock of a service; its parent is the release that holds it. */
export function serviceLockId(target: string, service: string): string {
  return `pacer/service/${target}/${service}`;
}
