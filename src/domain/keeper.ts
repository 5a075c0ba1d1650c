import { isPoolIntentOf } from './keeper-intent.ts';
import type { Run } from './line.ts';
import { isSame, runIn } from './line.ts';
import type { PoolIntent } from './pool-intent.ts';

/** Names a service, and with it its keeper. */
export interface KeptService {
  readonly target: string;
  readonly service: string;
}

/** Why a keeper has ended, or how that begins: there was nothing to keep. */
export const NOTHING_SERVES = 'nothing serves it';

/** What the keeper of a service has to do. `since`: ISO-8601 UTC. */
export type KeepersTask =
  /** The pool follows Marathon by this intent: what the last release has left, or what was found to serve. */
  | { readonly kind: 'keep'; readonly since: string; readonly intent: PoolIntent; readonly release?: Run }
  /** A release has the pool. `kept`: what was kept before, for one that does nothing to it. */
  | { readonly kind: 'stand-by'; readonly since: string; readonly release: Run; readonly kept?: PoolIntent }
  /** To look who serves, and keep that. */
  | { readonly kind: 'find'; readonly since: string; readonly portIndex: number }
  /** The service is not Pacer's any more: it ends. */
  | { readonly kind: 'hand-over'; readonly since: string; readonly why: string };

/** What a release gives back at its end. */
export interface GivenBack {
  readonly release: Run;
  /** The pool as the release leaves it. Absent: it is as it was. */
  readonly intent?: PoolIntent;
}

/** A release that takes the pool. `takenAt`: ISO-8601 UTC, the same in every attempt. */
export interface Taking extends Run {
  readonly takenAt: string;
}

/**
 * A release takes the pool; harmless when repeated, and when an attempt arrives after another release has taken it. A
 * hand-over stays one: nobody touches the pool then, either.
 */
export function yielded(task: KeepersTask, { takenAt: since, ...release }: Taking): KeepersTask {
  if (task.kind === 'hand-over') return task;
  if (task.kind === 'stand-by' && (isSame(task.release, release) || task.since > since)) return task;
  const kept = task.kind === 'keep' ? task.intent : task.kind === 'stand-by' ? task.kept : undefined;
  return { kind: 'stand-by', since, release, ...(kept !== undefined && { kept }) };
}

/** The release that has the pool gives it back; what any other says changes nothing. */
export function givenBack(task: KeepersTask, { release, intent }: GivenBack, since: string): KeepersTask {
  if (task.kind !== 'stand-by' || !isSame(task.release, release)) return task;
  return leftBy(task, intent, since);
}

type StandBy = Extract<KeepersTask, { readonly kind: 'stand-by' }>;

/** What follows the end of the release that had the pool. */
export function leftBy({ release, kept }: StandBy, left: PoolIntent | undefined, since: string): KeepersTask {
  const intent = left ?? kept;
  if (intent === undefined) return { kind: 'find', since, portIndex: 0 };
  if (intent.sides.length === 0) return { kind: 'hand-over', since, why: NOTHING_SERVES };
  return { kind: 'keep', since, intent: asKept(intent), release };
}

/**
 * What a release wants, between releases: who scales an app then is no foreigner, and of a version that has users every
 * healthy task may have them, since nobody admits those that come in place of others.
 */
function asKept({ target, service, portIndex, sides, split }: PoolIntent): PoolIntent {
  return {
    ...{ target, service, portIndex },
    sides: sides.map((side) => (side.admit.length > 0 ? { ...side, admit: 'all' } : side)),
    ...(split !== undefined && { split }),
  };
}

/** Somebody else looks after the service from now on. One that a release has is not kept when that has ended. */
export function handedOver(task: KeepersTask, why: string, since: string): KeepersTask {
  return task.kind === 'hand-over' ? task : { kind: 'hand-over', since, why };
}

/** What was sent as a give-back, or undefined where it is none of this service. */
export function givenBackIn(input: unknown, of: KeptService): GivenBack | undefined {
  const release = releaseIn((input as { readonly release?: unknown } | null | undefined)?.release);
  if (release === undefined) return undefined;
  const { intent } = input as { readonly intent?: unknown };
  if (intent === undefined || intent === null) return { release };
  return isPoolIntentOf(intent, of) ? { release, intent } : undefined;
}

/** What was sent as a task to begin with, or undefined where it is none of this service. */
export function taskIn(input: unknown, of: KeptService): KeepersTask | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { kind, since, intent, kept, portIndex } = input as Record<string, unknown>;
  const release = releaseIn((input as { readonly release?: unknown }).release);
  if (typeof since !== 'string') return undefined;
  if (kind === 'find' && isIndex(portIndex)) return { kind, since, portIndex };
  if (kind === 'stand-by' && release !== undefined) {
    if (kept === undefined) return { kind, since, release };
    return isPoolIntentOf(kept, of) ? { kind, since, release, kept } : undefined;
  }
  if (kind === 'keep' && isPoolIntentOf(intent, of))
    return { kind, since, intent: asKept(intent), ...(release !== undefined && { release }) };
  return undefined;
}

/** What was sent by a release that takes the pool, or undefined where it is no run that there can be. */
export function takingIn(input: unknown): Taking | undefined {
  const release = releaseIn(input);
  if (release === undefined) return undefined;
  const { takenAt } = input as { readonly takenAt?: unknown };
  return typeof takenAt === 'string' && !Number.isNaN(Date.parse(takenAt))
    ? { ...release, takenAt }
    : undefined;
}

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Temporal refuses to tell of anything else, for ever. */
function releaseIn(input: unknown): Run | undefined {
  const run = runIn(input);
  return run !== undefined && run.workflowId !== '' && RUN_ID.test(run.runId) ? run : undefined;
}

function isIndex(it: unknown): it is number {
  return Number.isSafeInteger(it) && (it as number) >= 0;
}
