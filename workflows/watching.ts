import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { BakeResult } from '../activities/index.ts';
import type { BakeRule } from '../src/domain/plan.ts';
import { acting } from './acting.ts';
import { StepFailed, wasToldToStop } from './failure.ts';
import { guardOf, waitingFor, type Release } from './release.ts';

/** Longer than anybody waits for a person; an activity needs some bound. */
export const AS_LONG_AS_IT_TAKES_MS = 10 * 365 * 24 * 3_600_000;
/** What the activity itself adds to a bake for its last look. */
const LAST_LOOK_MS = 600_000;

/**
 * Waits for a person, however long, and watches what has users already meanwhile: it goes bad at night too. Throws when
 * it does. Keeps the pool as intended. `first`: a closer watch, for as long as it lasts.
 */
export async function watchedUntil<T>(
  release: Release,
  word: () => Promise<T>,
  first: () => Promise<unknown> = () => Promise.resolve(),
  crashes: CountsCrashes = 'with-crashes',
): Promise<T> {
  const admitted = release.pool.admitted(release.plan.green);
  if (admitted === 0) return tendedUntil(release, word);
  const rule: BakeRule = { ...release.plan.bake, checks: [], durationMs: AS_LONG_AS_IT_TAKES_MS };
  const watch = async (): Promise<void> => {
    await first();
    await watchGreen(release, rule, admitted, crashes);
  };
  const heard = await firstOf(watch, word);
  if (heard.kind === 'word') return heard.word;
  throw new Error('a watch without end has ended');
}

/** Whether tasks that fail again and again count as a bad version: not those that were to join, and are known to. */
export type CountsCrashes = 'with-crashes' | 'without-crashes';

/** Waits for a person and keeps the pool as it is meanwhile, whatever state the versions are in. */
export async function tendedUntil<T>({ pool }: Release, word: () => Promise<T>): Promise<T> {
  const tend = () => acting('keep the pool', AS_LONG_AS_IT_TAKES_MS).tendPool({ intent: pool.intent() });
  const heard = await firstOf(tend, word);
  if (heard.kind === 'word') return heard.word;
  throw new Error('a watch without end has ended');
}

/**
 * Watches so many tasks of green by a rule, and as much longer as nobody could see them. Throws when something is wrong
 * with them.
 */
export async function watchGreen(
  { plan, pool, journal }: Release,
  rule: BakeRule,
  instances: number,
  crashes: CountsCrashes = 'with-crashes',
): Promise<void> {
  const { appId } = plan.green;
  const guard = { appId, ...guardOf(plan, instances) };
  const without = crashes === 'without-crashes' ? { crashesCount: false } : {};
  let { durationMs } = rule;
  do {
    const input = { intent: pool.intent(), rule: { ...rule, durationMs }, ...guard, ...without };
    const result: BakeResult = await acting(`watch ${appId}`, durationMs + LAST_LOOK_MS).bake(input);
    if (result.kind === 'failed') throw new StepFailed(result.cause, { isMetByUsers: true });
    durationMs = result.unseenMs ?? 0;
    if (durationMs > 0) {
      const unseen = `${appId} could not be seen for ${Math.ceil(durationMs / 1_000)} s`;
      journal.note(`${unseen}: it is watched for as much longer`);
      waitingFor(
        journal,
        `${appId} to be watched for the time in which it was not seen`,
        'clock',
        durationMs,
      );
    }
  } while (durationMs > 0);
}

export type First<T> = { readonly kind: 'watched' } | { readonly kind: 'word'; readonly word: T };

/** The watch's end or the word, whichever comes first; the other is cancelled, and awaited. */
export async function firstOf<T>(watch: () => Promise<unknown>, word: () => Promise<T>): Promise<First<T>> {
  const around = CancellationScope.current();
  const watching = new CancellationScope();
  const listening = new CancellationScope();
  const said: { word: T }[] = [];
  const heard = listening
    .run(word)
    .then((it) => {
      said.push({ word: it });
      watching.cancel();
    })
    .catch((failure: unknown) => {
      if (!isCancellation(failure)) throw failure;
    });
  try {
    await watching.run(watch);
    // A watch may come to its end because it was told to stop.
    return said[0] === undefined ? { kind: 'watched' } : { kind: 'word', word: said[0].word };
  } catch (failure) {
    const [first] = said;
    if (first === undefined || !wasToldToStop(failure) || around.consideredCancelled) throw failure;
    return { kind: 'word', word: first.word };
  } finally {
    listening.cancel();
    await heard;
  }
}
