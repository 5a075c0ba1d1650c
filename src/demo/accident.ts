import { FULL_WEIGHT } from '../domain/canary.ts';
import type { ReleaseStatus } from '../domain/status.ts';
import type { LocalServer } from '../local/local-server.ts';

export interface Accident {
  /** Told of every status; kills the worker once, when the release is in its middle. */
  readonly consider: (status: ReleaseStatus) => void;
  /** Resolves when a new worker runs, or at once when there was no accident; throws when none could be started. */
  readonly repaired: () => Promise<void>;
}

/**
 * The middle: users are on both versions and a wait is under way. In blue-green the first blue task is on its way out, a
 * canary is watched at a weight.
 */
export function isMiddle({ procedure, steps, state, weight = 0 }: ReleaseStatus): boolean {
  if (procedure === 'canary') return state === 'observing' && weight > 0 && weight < FULL_WEIGHT;
  return steps.some((it) => it.step === 8 && it.state === 'running' && it.direction === 'release');
}

/** Kills the worker with signal 9 in the middle of a release and starts it again a little later. */
export function workerAccident(worker: LocalServer, pauseMs: number, tell: (text: string) => void): Accident {
  let repair: Promise<void> | undefined;
  const killAndStart = async () => {
    const { pid } = worker;
    await worker.kill();
    tell(`Killed the worker (process ${String(pid)}) with signal 9; users are served by what is there`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await worker.start();
    tell(`Started a new worker (process ${String(worker.pid)}); the release goes on where it was`);
  };
  return {
    consider: (status) => {
      if (repair === undefined && isMiddle(status)) {
        repair = killAndStart();
        // Told by repaired(), not as an unhandled rejection before it.
        repair.catch(() => undefined);
      }
    },
    repaired: () => repair ?? Promise.resolve(),
  };
}
