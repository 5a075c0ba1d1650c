import { activityInfo, ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import { MarathonLocked, MarathonUnclear } from '../src/clients/marathon-errors.ts';
import { decideRetirement, type Retirement } from '../src/domain/retirement.ts';
import type { Marathon } from '../src/clients/marathon.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { watch, type Look } from './watch.ts';

/** How a kill-and-scale stands whose answer may have been lost. */
interface Sent {
  /** Watched time at which the last one may have been sent. */
  readonly atMs: number;
}

/**
 * After a lost answer the request may still wait in Marathon's queue. Nothing is sent again until the app has looked
 * untouched for this long, longer than Marathon keeps a request whose client has gone (30 s idle time-out).
 */
const SETTLE_MS = 32_000;
/** Another attempt may have sent one just before its worker died; that worker is silent for a heartbeat time-out already. */
const SETTLE_AFTER_CRASH_MS = 5_000;

export function retireActivities(targets: Targets) {
  return {
    /**
     * Kills exactly these tasks and takes as many off the app's count; answers the count that remains. Harmless when
     * repeated, run twice at once, or when an answer is lost: it reads first, every time. The count may stay higher than
     * `from` less the number of tasks when some had ended by themselves. Throws a final `ForeignChange`.
     */
    async retireTasks(
      input: Retirement & { target: string; timeoutMs: number },
    ): Promise<{ instances: number }> {
      const { marathon } = targetNamed(targets, input.target);
      const settled = activityInfo().attempt > 1 ? { atMs: SETTLE_AFTER_CRASH_MS - SETTLE_MS } : undefined;
      return watch<{ sent?: Sent }, { instances: number }>({
        timeoutMs: input.timeoutMs,
        everyMs: 250,
        initial: settled === undefined ? {} : { sent: settled },
        onTimeout: (_, problem) => {
          throw ApplicationFailure.nonRetryable(
            `tasks of ${input.appId} were not retired within ${input.timeoutMs / 1000} s${problem === undefined ? '' : `; last problem: ${problem}`}`,
            'TasksNotRetired',
          );
        },
        look: (state, watchedMs) =>
          oneAtATime(`${input.target} ${input.appId}`, () => retireOnce(marathon, input, state, watchedMs)),
      });
    },
  };
}

async function retireOnce(
  marathon: Marathon,
  wish: Retirement,
  state: { sent?: Sent },
  watchedMs: number,
): Promise<Look<{ sent?: Sent }, { instances: number }>> {
  const step = decideRetirement(await marathon.readApp(wish.appId, cancellationSignal()), wish);
  switch (step.kind) {
    case 'done':
      return { kind: 'over', result: { instances: step.instances } };
    case 'foreign-change':
      throw ApplicationFailure.nonRetryable(
        `${step.found}: somebody else changed it during the release`,
        'ForeignChange',
      );
    case 'wait':
      return again(state, step.because);
    case 'set-instances':
      await marathon.setInstances(wish.appId, step.instances, cancellationSignal());
      return again(state, step.because);
    case 'kill-and-scale':
      if (state.sent !== undefined && watchedMs - state.sent.atMs < SETTLE_MS) {
        return again(state, 'an earlier kill-and-scale, whose answer was lost, to show its effect');
      }
      return send(marathon, step.taskIds, watchedMs);
  }
}

async function send(
  marathon: Marathon,
  taskIds: readonly string[],
  watchedMs: number,
): Promise<Look<{ sent?: Sent }, never>> {
  try {
    await marathon.killAndScale(taskIds, cancellationSignal());
    return again({ sent: { atMs: watchedMs } }, `Marathon to end ${taskIds.length} tasks`);
  } catch (error) {
    if (error instanceof MarathonLocked) return again({}, error.message);
    if (error instanceof MarathonUnclear) return again({ sent: { atMs: watchedMs } }, error.message);
    throw error;
  }
}

function again(state: { sent?: Sent }, waitingFor: string) {
  return { kind: 'again', state, sighting: { at: new Date().toISOString(), waitingFor, apps: [] } } as const;
}
