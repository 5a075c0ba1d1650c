import type { Alarm } from '../clock.ts';
import type { ActivityTask } from './activity-task.ts';
import type { Sandbox, Identity } from './sandbox.ts';
import type { Job } from './wire.ts';

export type Ending =
  | { readonly kind: 'completed'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: Error; readonly failure: object }
  | { readonly kind: 'cancelled' | 'terminated' | 'timed-out' | 'continued' };

/** The answer to an update: that it was refused, or what it comes to. */
export type UpdateAnswer =
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'completed'; readonly result: unknown }
  | { readonly kind: 'not-there' };

/** One run of a workflow, as the server knows it. */
export interface Execution extends Identity {
  readonly sandbox: Sandbox;
  /** What it will be told in its next task. */
  readonly jobs: Job[];
  readonly timers: Map<number, Alarm>;
  readonly activities: Map<number, ActivityTask>;
  readonly updates: Map<string, (answer: UpdateAnswer) => void>;
  readonly children: { readonly runId: string; readonly isToEnd: boolean }[];
  /** In its parent, when it has one that waits for it. */
  readonly childSeq?: number;
  /** Why its tasks fail, over and over. */
  stuck?: string;
  ending?: Ending;
  endedMs?: number;
}

export const isRunning = (it: Execution | undefined): it is Execution =>
  it !== undefined && it.ending === undefined;
