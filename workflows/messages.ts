import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CheckReport } from '../src/domain/analysis.ts';
import type { Command, ReleaseState, ReleaseStatus } from '../src/domain/status.ts';

/** Who says it and why. Both may be left out; shown in the status and in the outcome. */
export interface Remark {
  readonly by?: string;
  readonly reason?: string;
}

/** Stop before the next step. */
export const pause = defineSignal<[Remark?]>('pause');
/** Go on after a pause, or try again what the release is held at. */
export const resume = defineSignal<[Remark?]>('resume');
/** Give the approval that the release waits for, or end the bake now. */
export const promote = defineSignal<[Remark?]>('promote');
/** Go back to blue, at once. */
export const abort = defineSignal<[Remark?]>('abort');

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
  abort: defineUpdate<CommandAnswer, [Remark?]>('abort'),
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
