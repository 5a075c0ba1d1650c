import type { Cause, Outcome } from './outcome.ts';
import type { Command, Procedure, ReleaseState } from './status.ts';

/** What a release tells others. Each is told after it has happened. */
export const EVENTS = [
  /** it has the lock of its service and a plan */
  'started',
  /** it waits for an approval */
  'gate-open',
  /** an operator said pause */
  'paused',
  'batch-done',
  /** a canary has another share of the requests */
  'weight-changed',
  'check-failed',
  /** everybody is back on the version from before; `finished` follows */
  'rolled-back',
  /** it has ended, in whatever way: the outcome says which */
  'finished',
  /** it cannot go on by itself and asks a person */
  'stuck',
] as const;

export type EventName = (typeof EVENTS)[number];

/** Where a release asks others before it goes on. */
export const HOOK_PLACES = [
  /** before green gets its first users */
  'pre-traffic',
  /** before the first task of blue leaves */
  'pre-retire',
] as const;

export type HookPlace = (typeof HOOK_PLACES)[number];

/** What follows when a hook has given no answer in its time. */
export const ON_HOOK_FAILURE = ['roll-back', 'hold', 'go'] as const;

export type OnHookFailure = (typeof ON_HOOK_FAILURE)[number];

/** How the receiver wants to read it. */
export const FORMATS = ['generic', 'slack'] as const;

export type NoticeFormat = (typeof FORMATS)[number];

/** Who is told what in a release; the names are those of the worker's configuration. */
export interface Subscription {
  readonly to: string;
  readonly events: readonly EventName[];
}

export interface Hook {
  readonly at: HookPlace;
  readonly to: string;
  /** For an answer, retries included. */
  readonly timeoutMs: number;
  readonly onFailure: OnHookFailure;
}

/** All that a release tells and asks. */
export interface Contacts {
  readonly subscriptions: readonly Subscription[];
  readonly hooks: readonly Hook[];
}

/** One event, or one question, as the release stood then. */
export interface Notice {
  /** The same over all retries of this notice, and of no other. */
  readonly key: string;
  readonly event: EventName | HookPlace;
  /** Grows within a release: notices may arrive in another order. */
  readonly sequence: number;
  /** ISO-8601 UTC. */
  readonly at: string;
  readonly release: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly service: string;
  readonly target: string;
  readonly procedure: Procedure;
  readonly state: ReleaseState;
  /** One sentence. */
  readonly message: string;
  /** Canary only: its share of requests, in ten-thousandths. */
  readonly weight?: number;
  readonly cause?: Cause;
  readonly outcome?: OutcomeInNotice;
  readonly commands: readonly { readonly command: Command; readonly effect: string }[];
}

/** Without the records of steps and checks, which the result of the workflow has. */
export type OutcomeInNotice = Omit<Outcome, 'steps' | 'checks'>;

export function withoutRecords(outcome: Outcome): OutcomeInNotice {
  const records = new Set(['steps', 'checks']);
  return Object.fromEntries(
    Object.entries(outcome).filter(([field]) => !records.has(field)),
  ) as unknown as OutcomeInNotice;
}

/** What a hook says of going on. */
export interface HookVerdict {
  readonly verdict: 'go' | 'hold' | 'roll-back';
  readonly reason?: string;
}
