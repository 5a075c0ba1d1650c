import { CancellationScope, CancelledFailure, patched, setHandler, workflowInfo } from '@temporalio/workflow';
import { reportsIn } from '../src/domain/check-reports.ts';
import type { WhenBusy } from '../src/domain/control.ts';
import type { ContactsInSpec } from '../src/domain/notifications-spec.ts';
import type { Outcome } from '../src/domain/outcome.ts';
import type { ReleasePlan } from '../src/domain/plan.ts';
import type { Procedure } from '../src/domain/status.ts';
import { startingPoint } from './adopt.ts';
import { abortedBy, leftBeforeItsTurn } from './contender.ts';
import { orRefuse } from './failure.ts';
import { inTurn } from './in-turn.ts';
import { Journal } from './journal.ts';
import { openKeeping } from './keeping.ts';
import { poolOf } from './messages-keeper.ts';
import { measured, status } from './messages.ts';
import { onCancelOfWorkflow } from './on-cancel.ts';
import { OpenVerdict } from './open-verdict.ts';
import { listenToOperator, type Operator } from './operator.ts';
import { concluded, nobodyLeft, released } from './outcomes.ts';
import { openPoolBook } from './pool-book.ts';
import type { ChangeOver, Release } from './release.ts';
import { removeSide } from './remove-side.ts';
import { rollBack } from './roll-back.ts';
import { beginToSendBack } from './send-back.ts';
import { tell, tellState } from './tell.ts';
import { openTelling } from './telling.ts';
import { withinDeadline } from './within.ts';

/** What a release reads of its spec, whatever the procedure. */
export interface SharedSpec extends ContactsInSpec {
  readonly target: string;
  readonly service: string;
  readonly whenBusy?: WhenBusy | undefined;
}

/** What one procedure does its own way. */
export interface Way<Spec extends SharedSpec, Plan extends ReleasePlan> {
  readonly procedure: Procedure;
  /** Throws `InvalidInput`. */
  readonly check: () => Promise<Spec>;
  /** `release`: how it is called. */
  readonly plan: (spec: Spec, release: string) => Promise<Plan>;
  /** Up to the point of no return. Whatever it throws leads back. */
  readonly goGreen: (change: ChangeOver<Plan>) => Promise<void>;
}

/**
 * A release by a procedure, from the spec to the outcome: as the only one of its service, with the way back from
 * wherever it stands. Fails only when nothing was begun: `InvalidInput`, `ReleaseInProgress`, and what its place in
 * line comes to.
 */
export async function releasing<Spec extends SharedSpec, Plan extends ReleasePlan>(
  way: Way<Spec, Plan>,
): Promise<Outcome> {
  const { workflowId, runId, startTime } = workflowInfo();
  const name = `${workflowId}/${runId.slice(0, 8)}`;
  const journal = new Journal(way.procedure, name, startTime);
  const forward = new CancellationScope();
  let begun: Release<Plan> | undefined;
  const operator = obeying(journal, () => {
    if (begun !== undefined) beginToSendBack(begun);
    forward.cancel();
  });
  onCancelOfWorkflow(() => {
    journal.note('the workflow was cancelled in Temporal');
    // 2026-11-28: 0.2.0 left it to the way back.
    if (begun !== undefined && patched('cancel-sends-back')) beginToSendBack(begun);
  });
  setHandler(status, () => journal.status());
  setHandler(poolOf, () => begun?.pool.intent());
  setHandler(measured, (reports) => {
    journal.measured(reportsIn(reports), { final: false });
  });

  const spec = await orRefuse(way.check());
  journal.about(spec);
  const telling = await orRefuse(openTelling(spec));
  const keeping = openKeeping(spec);
  const contender = { spec, release: name, journal, operator };
  return inTurn(contender, async () => {
    const planned = async (): Promise<Release<Plan>> => {
      const isFirst = begun === undefined;
      const plan = await orRefuse(way.plan(spec, name));
      // 2026-11-28: 0.2.0 went back from where it had not begun.
      if (isFirst && operator.aborted !== undefined && patched('abort-before-the-first-act'))
        throw new NothingBegun();
      const pool = openPoolBook(plan);
      const release = { plan, journal, operator, pool, verdict: new OpenVerdict(), telling, keeping };
      begun = release;
      journal.listen((state) => {
        tellState(release, state);
      });
      if (isFirst) tell(release, { name: 'started', message: whatBegins(plan) });
      return release;
    };
    const start = await startingPoint(planned).catch((failure: unknown) => {
      if (!(failure instanceof NothingBegun)) throw failure;
      return { kind: 'ended' as const, outcome: leftBeforeItsTurn(contender, abortedBy(contender)) };
    });
    if (start.kind === 'ended') return start.outcome;
    const { release } = start;
    const { plan } = release;
    const change: ChangeOver<Plan> = { release, direction: 'release', from: plan.blue, to: plan.green };
    return toTheEnd(change, forward, () => way.goGreen(change));
  });
}

/** Hears the commands, and tells them in the journal. */
function obeying(journal: Journal, onAbort: () => void): Operator {
  return listenToOperator({
    onWord: (text) => {
      journal.note(text);
    },
    onPause: (isToCome) => {
      journal.pauseComes(isToCome);
    },
    state: () => journal.state,
    onAbort,
  });
}

/** Forward, then the removal of blue; or the way back from wherever that has failed or was cancelled. */
async function toTheEnd(
  change: ChangeOver,
  forward: CancellationScope,
  goGreen: () => Promise<void>,
): Promise<Outcome> {
  const { release } = change;
  try {
    await forward.run(async () => {
      await withinDeadline(release, goGreen);
      // A word that came while the last wait ended: nothing would cancel that any more.
      if (forward.consideredCancelled) throw new CancelledFailure('ended before blue was removed');
    });
  } catch (failure) {
    return CancellationScope.nonCancellable(() => rollBack(release, failure));
  }
  return CancellationScope.nonCancellable(() => removeBlue(change));
}

/** Somebody said abort before anything was done. */
class NothingBegun extends Error {
  override readonly name = 'NothingBegun';
}

function whatBegins({ green, blue, service, adopted }: ReleasePlan): string {
  if (adopted?.how === 'turn-back') return adopted.found;
  return blue === undefined
    ? `${green.appId} is to serve ${service}, which nothing serves yet`
    : `${green.appId} is to serve ${service} instead of ${blue.appId}`;
}

/** After this there is no way back, so that nothing interrupts it. */
async function removeBlue({ release, from }: ChangeOver): Promise<Outcome> {
  return concluded(release, 'remove blue', async () => {
    if (from !== undefined) {
      release.journal.enter('removing', `removing ${from.appId}, which has no task left`);
      await removeSide(release, from);
    }
    return release.pool.isGone(release.plan.green) ? nobodyLeft(release) : released(release);
  });
}
