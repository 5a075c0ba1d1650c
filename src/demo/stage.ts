import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type End = () => Promise<unknown>;

/** What the demo has started or made so far, so that all of it can be taken away again whatever happens. */
export interface Stage {
  /** A directory that goes with the stage. */
  readonly dir: string;
  /** Remembers how something ends; the last one remembered ends first. */
  readonly endLater: (end: End) => void;
  /** Ends everything, each thing also when another could not be ended. Safe to repeat, also at the same time. */
  readonly clear: () => Promise<void>;
  /** Aborted by the first clear(): what goes wrong from then on goes wrong because of it. */
  readonly over: AbortSignal;
}

/** Remembers how something that is just starting ends, and waits for it: cleared meanwhile, it is ended all the same. */
export function onStage<T>(
  stage: Stage,
  starting: Promise<T>,
  end: (started: T) => Promise<unknown>,
): Promise<T> {
  stage.endLater(() => starting.then(end, () => undefined));
  return starting;
}

export async function openStage(): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'pacer-demo-'));
  const ends: End[] = [() => rm(dir, { recursive: true, force: true, maxRetries: 5 })];
  const over = new AbortController();
  // Each look at a release listens to it for a moment, and Node warns at eleven.
  setMaxListeners(0, over.signal);
  let clearing: Promise<void> | undefined;
  return {
    dir,
    endLater: (end) => ends.push(end),
    clear: () => {
      over.abort();
      return (clearing ??= endInTurn(ends));
    },
    over: over.signal,
  };
}

async function endInTurn(ends: End[]): Promise<void> {
  const failures: unknown[] = [];
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    await end().catch((failure: unknown) => failures.push(failure));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not all that the demo started could be ended');
}
