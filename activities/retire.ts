import { activityInfo, ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import type { Marathon } from '../src/clients/marathon.ts';
import { MarathonLocked, MarathonUnclear } from '../src/clients/marathon-errors.ts';
import { decideRetirement, type Retirement } from '../src/domain/retirement.ts';
import type { KeptPool } from './apps.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import { keptBeside } from './keep-beside.ts';
import { oneAtATime } from '../src/clients/one-at-a-time.ts';
import { again, over, watch, type Look } from './watch.ts';

/** Nothing is sent before this watched time: an earlier request, whose answer is not known, may still take effect. */
interface Quiet {
  readonly notBeforeMs: number;
}

type RetireLook = Look<Quiet, { instances: number }>;

/** How long an earlier request is given to show its effect. */
export interface Patience {
  /** After a lost answer: longer than Marathon keeps the connection of a client that has gone (30 s). */
  readonly afterUnclearMs: number;
  /** At the begin of another attempt: the one before may have sent a request when its worker ended. */
  readonly afterCrashMs: number;
  /** After a clear answer, for kinds of tasks that Marathon does not count. */
  readonly afterAnswerMs: number;
}

const PATIENCE: Patience = { afterUnclearMs: 32_000, afterCrashMs: 10_000, afterAnswerMs: 5_000 };

export function retireActivities(targets: Targets, patience = PATIENCE) {
  return {
    /**
     * Kills exactly these tasks and takes as many off the app's count; answers the count that remains. Harmless when
     * repeated, run twice at once, or when an answer is lost: it reads first, every time. The count may stay higher than
     * `from` less the number of tasks when some had ended by themselves, or somebody has scaled the app up.
     */
    async retireTasks(
      input: Retirement & KeptPool & { target: string; timeoutMs: number },
    ): Promise<{ instances: number }> {
      const target = targetNamed(targets, input.target);
      return keptBeside(target, input.intent, () => retired(target.marathon, input, patience));
    },
  };
}

function retired(
  marathon: Marathon,
  input: Retirement & { readonly target: string; readonly timeoutMs: number },
  patience: Patience,
): Promise<{ instances: number }> {
  let attemptQuietUntilMs: number | undefined;
  return watch<Quiet, { instances: number }>({
    timeoutMs: input.timeoutMs,
    everyMs: 250,
    initial: { notBeforeMs: 0 },
    onTimeout: (_, problem) => {
      throw notRetired(input, problem);
    },
    look: ({ notBeforeMs }, watchedMs) => {
      attemptQuietUntilMs ??= activityInfo().attempt > 1 ? watchedMs + patience.afterCrashMs : 0;
      const quiet = { notBeforeMs: Math.max(notBeforeMs, attemptQuietUntilMs) };
      return oneAtATime(`${input.target} ${input.appId}`, () =>
        retireOnce(marathon, input, quiet, watchedMs, patience),
      );
    },
  });
}

async function retireOnce(
  marathon: Marathon,
  wish: Retirement,
  quiet: Quiet,
  watchedMs: number,
  patience: Patience,
): Promise<RetireLook> {
  const step = decideRetirement(await marathon.readApp(wish.appId, cancellationSignal()), wish);
  switch (step.kind) {
    case 'done':
      return over({ instances: step.instances });
    case 'pick-again':
      if (watchedMs < quiet.notBeforeMs) return again(quiet, 'an earlier kill-and-scale to show its effect');
      return over({ instances: step.instances });
    case 'wait':
      return again(quiet, step.because);
    case 'set-instances':
      await marathon.setInstances(wish.appId, step.instances, cancellationSignal());
      return again(quiet, step.because);
    case 'kill-and-scale':
      if (watchedMs < quiet.notBeforeMs) return again(quiet, 'an earlier kill-and-scale to show its effect');
      return send(marathon, step.taskIds, watchedMs, patience);
  }
}

async function send(
  marathon: Marathon,
  taskIds: readonly string[],
  watchedMs: number,
  patience: Patience,
): Promise<RetireLook> {
  const quietFor = (ms: number): Quiet => ({ notBeforeMs: watchedMs + ms });
  try {
    await marathon.killAndScale(taskIds, cancellationSignal());
    return again(quietFor(patience.afterAnswerMs), `Marathon to end ${taskIds.length} tasks`);
  } catch (error) {
    if (error instanceof MarathonLocked) return again(quietFor(0), error.message);
    if (error instanceof MarathonUnclear) return again(quietFor(patience.afterUnclearMs), error.message);
    throw error;
  }
}

function notRetired(
  wish: Retirement & { timeoutMs: number },
  problem: string | undefined,
): ApplicationFailure {
  const last = problem === undefined ? '' : `; last problem: ${problem}`;
  return ApplicationFailure.nonRetryable(
    `tasks of ${wish.appId} were not retired within ${wish.timeoutMs / 1000} s${last}`,
    'TasksNotRetired',
  );
}
