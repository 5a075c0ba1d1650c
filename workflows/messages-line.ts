import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { InLine, Line, Run } from '../src/domain/line.ts';

/** Id of the workflow that keeps those in order who wait for a service. It runs while somebody waits. */
export function serviceLineId(target: string, service: string): string {
  return `pacer/line/${target}/${service}`;
}

/** To a line: a release comes. */
export const join = defineSignal<[InLine]>('join');

export interface Leaving extends Run {
  /** It runs now; else it waits no longer for another reason. */
  readonly took: boolean;
}

/** To a line: a release goes. */
export const leave = defineSignal<[Leaving]>('leave');

/** Ends the wait of one release, by its workflow id. */
export interface Removal {
  readonly workflowId: string;
  readonly by?: string;
  readonly reason?: string;
}

export const remove = defineSignal<[Removal]>('remove');

/** Answers who was removed; refused for one that does not wait. */
export const removeNow = defineUpdate<InLine, [Removal]>('remove');

export const line = defineQuery<Line>('line');

/** To a release: what its line has to say. */
export type LineNews =
  /** place 1 is the turn */
  | { readonly kind: 'place'; readonly place: number; readonly running?: Run }
  /** a newer one has taken its place */
  | { readonly kind: 'superseded'; readonly by: Run }
  | { readonly kind: 'removed'; readonly by?: string; readonly reason?: string };

export const lineNews = defineSignal<[LineNews]>('lineNews');
