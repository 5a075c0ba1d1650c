import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { ReleaseState, ReleaseStatus } from '../../src/domain/status.ts';
import { observe } from '../support/observer.ts';
import type { World } from '../support/world.ts';
import { CALLS, type Call, type Cell } from './calls.ts';
import { undisturbed, type Disturbance, type Lane } from './lane.ts';
import type { Row } from './rows.ts';
import { INSTANCES, procedures } from './scenarios.ts';

export interface Trial {
  readonly row: Row;
  /** How it ended, in the outcome's words; `held` with the reason, or `not in time` with where it stands. */
  readonly end: string;
  /** It ended as it does when nothing is disturbed. */
  readonly asUsual: boolean;
  readonly tookMs: number;
  /** How often each kind of call was made. */
  readonly seen: ReadonlyMap<Call, number>;
  readonly disturbed: readonly Cell[];
  readonly requests: number;
  readonly failed: number;
  /** Empty: every invariant held, and every cell of the row was reached. */
  readonly violations: readonly string[];
}

/** A lost kill-and-scale is waited out for half a minute; at random that may happen more than once. */
const ENDS_WITHIN_MS = 300_000;
const CLEARED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 500;

/** States in which a release waits for a person, and says so. */
const HOLDS: readonly ReleaseState[] = ['holding', 'step-failed', 'drain-overdue', 'inconclusive'];

type End =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'held' | 'not in time' | 'failed'; readonly why: string };

/** One release of a service whose calls are disturbed, under the eyes of the observer. */
export async function tryOut(
  { world, lane, service, version }: { world: World; lane: Lane; service: string; version: string },
  row: Row,
  disturbance: Disturbance,
): Promise<Trial> {
  const procedure = procedures[row.scenario];
  const floor = row.scenario === 'first' ? 0 : INSTANCES;
  const observer =
    row.scenario === 'first' ? undefined : await observe({ world, service, floor, ratePerSecond: 10 });
  lane.disturb(disturbance);
  const begunMs = performance.now();
  const handle = await world.start(procedure.spec(lane, service, version));
  const end = await Promise.race([
    endOf(handle),
    (procedure.meanwhile?.(world, handle) ?? Promise.resolve()).then(
      () => new Promise<never>(() => undefined),
    ),
  ]);
  const tookMs = performance.now() - begunMs;
  const seen = lane.seen();
  const disturbed = lane.disturbed();
  lane.disturb(undisturbed);
  const observed = await observer?.end(end.kind === 'ended' ? end.outcome : undefined);
  if (end.kind !== 'ended') await clearUp(handle);
  return {
    row,
    end: textOf(end),
    asUsual: end.kind === 'ended' && end.outcome.kind === procedure.ends,
    tookMs,
    seen,
    disturbed,
    requests: observed?.requests ?? 0,
    failed: observed?.failed ?? 0,
    violations: [
      ...flawsOf(end),
      ...notReached(row, disturbed),
      ...unknownCalls(seen),
      ...(observed?.violations ?? []),
    ],
  };
}

async function endOf(handle: WorkflowHandle): Promise<End> {
  const result = (handle.result() as Promise<Outcome>).then(
    (outcome): End => ({ kind: 'ended', outcome }),
    (error: unknown): End => ({ kind: 'failed', why: String((error as Error).cause ?? error) }),
  );
  const untilMs = performance.now() + ENDS_WITHIN_MS;
  for (;;) {
    const end = await Promise.race([result, sleep(LOOK_EVERY_MS)]);
    if (end !== undefined) return end;
    const now = await handle.query<ReleaseStatus>('status').catch(() => undefined);
    if (now !== undefined && HOLDS.includes(now.state)) return { kind: 'held', why: now.message };
    if (performance.now() > untilMs) return { kind: 'not in time', why: now?.message ?? 'no status' };
  }
}

/** Ends what waits for a person, so that the next release finds a service as it has to be. */
async function clearUp(handle: WorkflowHandle): Promise<void> {
  await handle.signal('abort', { by: 'ann' }).catch(() => undefined);
  const ended = handle.result().then(
    () => true,
    () => true,
  );
  if (!(await Promise.race([ended, sleep(CLEARED_WITHIN_MS, false, { ref: false })])))
    await handle.terminate('it could not be aborted').catch(() => undefined);
}

function textOf(end: End): string {
  if (end.kind !== 'ended') return `${end.kind}: ${end.why}`;
  const { kind, cause } = end.outcome;
  return cause === undefined ? kind : `${kind}: ${cause.message}`;
}

/** It may turn back, and it may wait for a person, but not without saying why. */
function flawsOf(end: End): readonly string[] {
  if (end.kind === 'held') return end.why === '' ? ['end: it holds and does not say why'] : [];
  if (end.kind !== 'ended') return [`end: ${textOf(end)}`];
  const { kind, cause } = end.outcome;
  if (kind === 'failed') return [`end: ${textOf(end)}; ${end.outcome.nextStep ?? 'and no next step'}`];
  return kind === 'released' || cause !== undefined ? [] : [`end: ${kind} without a cause`];
}

function notReached(row: Row, disturbed: readonly Cell[]): readonly string[] {
  const cells = row.kind === 'once' ? row.cells : [];
  return cells
    .filter(({ call, fate }) => !disturbed.some((it) => it.call === call && it.fate === fate))
    .map(({ call, fate }) => `not reached: ${call} (${fate}) in ${row.scenario}`);
}

function unknownCalls(seen: ReadonlyMap<Call, number>): readonly string[] {
  return [...seen.keys()]
    .filter((call) => CALLS[call] === undefined)
    .map((call) => `"${call}" is not in the list of calls (test/network/calls.ts): nothing disturbs it`);
}
