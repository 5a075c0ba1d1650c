import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { leftBy, NOTHING_SERVES, taskIn, type KeepersTask, type KeptService } from '../src/domain/keeper.ts';
import { serviceLabel } from '../src/domain/labels.ts';
import { acting, HEARTBEAT_TIMEOUT_MS } from './acting.ts';
import { causeOf, wasToldToStop } from './failure.ts';
import { keepTask, type KeptTask } from './kept-task.ts';
import { keeperId, type KeeperInput } from './messages-keeper.ts';
import { serviceLockId } from './messages.ts';
import { AS_LONG_AS_IT_TAKES_MS, firstOf } from './watching.ts';

/** Before it tries again what cannot be done now: a worker may be configured anew meanwhile. Each time twice as long. */
const AGAIN_AFTER_MS = 60_000;
const LONGEST_AGAIN_AFTER_MS = 600_000;

/** What ends a search: a person has to say more. */
const FINAL: ReadonlySet<string> = new Set(['InvalidInput', 'ReleaseInProgress']);

/**
 * Keeps the pool of a service between releases: it follows Marathon, whatever restarts. While a release has the pool it
 * stands by, and goes on with what that leaves, also one that was terminated. Ends when the service is handed over, and
 * says why. A cancel in Temporal is a hand-over.
 */
export async function keeper(begun: KeeperInput): Promise<string> {
  const { of, task } = checked(begun);
  const kept = keepTask(of, task);
  await CancellationScope.nonCancellable(async () => {
    while (kept.task.kind !== 'hand-over' && !workflowInfo().continueAsNewSuggested) {
      const { task: now } = kept;
      kept.isTending = now.kind === 'keep';
      await firstOf(
        () => doing(kept, now),
        () => condition(() => kept.task !== now),
      );
      kept.isTending = false;
    }
    await condition(allHandlersFinished);
  });
  if (kept.task.kind === 'hand-over') return kept.task.why;
  return continueAsNew<typeof keeper>({ ...of, task: kept.task });
}

/** Until it is done, or cannot be done for now. */
async function doing(kept: KeptTask, task: KeepersTask): Promise<void> {
  const begunMs = Date.now();
  // Keeping goes on for ever once it can be done: what was in the way is told no longer.
  delete kept.problem;
  try {
    const next = await nextAfter(kept.of, task);
    kept.failures = 0;
    if (next !== undefined && kept.task === task) kept.task = next;
  } catch (failure) {
    if (isCancellation(failure) || wasToldToStop(failure)) throw failure;
    const why = causeOf(failure).message;
    if (task.kind === 'find' && FINAL.has(typeOf(failure))) {
      if (kept.task === task) kept.task = { kind: 'hand-over', since: new Date().toISOString(), why };
      return;
    }
    kept.problem = why;
    log.warn(`the pool of ${kept.of.service} is not kept for now`, { problem: kept.problem });
    const wasDone = Date.now() - begunMs > LONGEST_AGAIN_AFTER_MS;
    kept.failures = wasDone ? 1 : kept.failures + 1;
    await sleep(Math.min(AGAIN_AFTER_MS * 2 ** (kept.failures - 1), LONGEST_AGAIN_AFTER_MS));
  }
}

async function nextAfter(of: KeptService, task: KeepersTask): Promise<KeepersTask | undefined> {
  switch (task.kind) {
    case 'keep':
      await acting(`keep the pool of ${of.service}`, AS_LONG_AS_IT_TAKES_MS).tendPool({
        intent: task.intent,
        yieldsAtOnce: true,
      });
      return undefined;
    case 'stand-by':
      return afterRelease(task);
    case 'find': {
      const look = { ...of, portIndex: task.portIndex, lockId: serviceLockId(of.target, of.service) };
      const intent = await acting(`look who serves ${of.service}`).findServing(look);
      const since = new Date().toISOString();
      return intent === undefined
        ? { kind: 'hand-over', since, why: nothingServes(of) }
        : { kind: 'keep', since, intent };
    }
    case 'hand-over':
      return undefined;
  }
}

function nothingServes({ service }: KeptService): string {
  return `${NOTHING_SERVES}: no app in Marathon has the label ${serviceLabel}=${service} or a task in its pool`;
}

function typeOf(failure: unknown): string {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  return cause instanceof ApplicationFailure ? (cause.type ?? '') : '';
}

const LONGEST_WATCH_MS = 86_400_000;

/** A release that ends without giving the pool back was terminated: what it wanted last is kept. */
async function afterRelease(
  task: Extract<KeepersTask, { readonly kind: 'stand-by' }>,
): Promise<KeepersTask | undefined> {
  const { release } = task;
  const watch = acting(`wait for the end of ${release.workflowId}`, LONGEST_WATCH_MS);
  if ((await watch.awaitEnd({ run: release })) === 'still-runs') return undefined;
  // What it has begun may go on for as long.
  await sleep(HEARTBEAT_TIMEOUT_MS);
  const left = await acting(`read what ${release.workflowId} has left`).readLeftPool({ run: release });
  return leftBy(task, left.intent, new Date().toISOString());
}

/** Anybody may start it by hand, with anything. */
function checked(input: Partial<KeeperInput> | undefined | null): {
  readonly of: KeptService;
  readonly task: KeepersTask;
} {
  const { target, service, task } = input ?? {};
  const isNamed = typeof target === 'string' && typeof service === 'string';
  if (isNamed && workflowInfo().workflowId === keeperId(target, service)) {
    const of = { target, service };
    if (task === undefined)
      return { of, task: { kind: 'find', since: new Date().toISOString(), portIndex: 0 } };
    const known = taskIn(task, of);
    if (known !== undefined) return { of, task: known };
  }
  throw ApplicationFailure.nonRetryable(
    'keeper is started with { target, service } and the id pacer/keeper/TARGET/SERVICE, by a release or by "pacer keep"',
    'InvalidInput',
  );
}
