import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { BakeResult } from '../activities/index.ts';
import type { BakeRule } from '../src/domain/plan.ts';
import { acting } from './acting.ts';
import { guardOf, orFail, type Release } from './release.ts';

/** Longer than anybody waits for a person; an activity needs some bound. */
const AS_LONG_AS_IT_TAKES_MS = 10 * 365 * 24 * 3_600_000;

/**
 * Waits for a person, however long, and watches what has users already meanwhile: it goes bad at night too. Throws when
 * it does. Keeps the pool as intended.
 */
export async function watchedUntil<T>(release: Release, word: () => Promise<T>): Promise<T> {
  const { plan } = release;
  const serving = release.pool.admitted(plan.green);
  if (serving === 0) return word();
  const rule: BakeRule = { ...plan.bake, checks: [], durationMs: AS_LONG_AS_IT_TAKES_MS };
  const watched = await watchUnless(release, rule, serving, word);
  if (watched.kind === 'word') return watched.word;
  throw new Error('a watch without end has ended');
}

export type Watched<T> = { readonly kind: 'passed' } | { readonly kind: 'word'; readonly word: T };

/** Watches green by a rule, until it has passed or a person says the word. Throws when something is wrong with green. */
export async function watchUnless<T>(
  release: Release,
  rule: BakeRule,
  instances: number,
  word: () => Promise<T>,
): Promise<Watched<T>> {
  const { plan, pool } = release;
  const activities = acting(`watch ${plan.green.appId}`, rule.durationMs);
  const watching = new CancellationScope();
  const listening = new CancellationScope();
  let said: { word: T } | undefined;
  const heard = listening
    .run(word)
    .then((it) => {
      said = { word: it };
      watching.cancel();
    })
    .catch(ignoreCancellation);
  try {
    const input = { intent: pool.intent(), rule, appId: plan.green.appId, ...guardOf(plan, instances) };
    orFail<BakeResult>(await watching.run(() => activities.bake(input)));
    return { kind: 'passed' };
  } catch (failure) {
    const answer = said as { word: T } | undefined;
    if (answer !== undefined && isCancellation(failure)) return { kind: 'word', word: answer.word };
    throw failure;
  } finally {
    listening.cancel();
    await heard;
  }
}

function ignoreCancellation(failure: unknown): void {
  if (!isCancellation(failure)) throw failure;
}
