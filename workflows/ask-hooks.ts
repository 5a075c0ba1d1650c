import { isCancellation } from '@temporalio/workflow';
import { judgeHook, type HookAnswer } from '../src/domain/notifications-verdict.ts';
import type { Hook, HookPlace } from '../src/domain/notifications.ts';
import { acting } from './acting.ts';
import { askAboutVerdict } from './ask-about-verdict.ts';
import { causeOf, StepFailed } from './failure.ts';
import { waitingFor, type Release } from './release.ts';
import { noticeOf, type Teller } from './tell.ts';
import { watchedUntil } from './watching.ts';

/**
 * Asks every hook of a place, in the order of the spec, and returns once each says go, or a person does in its stead.
 * A place is asked once in a release. Throws StepFailed where one says roll-back. What has users is watched meanwhile.
 */
export async function askHooks(release: Release & Teller, place: HookPlace): Promise<void> {
  const { contacts, passed } = release.telling;
  if (passed.has(place)) return;
  for (const hook of contacts.hooks.filter((it) => it.at === place)) await askUntilGo(release, hook);
  passed.add(place);
}

async function askUntilGo(release: Release & Teller, hook: Hook): Promise<void> {
  const { journal } = release;
  for (;;) {
    const decision = judgeHook(hook, await ask(release, hook));
    journal.note(decision.message);
    switch (decision.kind) {
      case 'go':
        return;
      case 'roll-back':
        throw new StepFailed(decision.cause);
      case 'hold':
        if ((await askAboutVerdict(release, decision.cause)) === 'promote') return;
    }
  }
}

async function ask(release: Release & Teller, { at, to, timeoutMs }: Hook): Promise<HookAnswer> {
  const { journal } = release;
  const message = `asks ${to} before it goes on (${at})`;
  journal.note(message);
  waitingFor(journal, `${to} to answer (${at})`, 'operator', timeoutMs);
  const notice = noticeOf(release, at, { message });
  const answer = await watchedUntil(release, async () => {
    try {
      return await acting(`ask ${to} (${at})`, timeoutMs).askHook({ to, notice, timeoutMs });
    } catch (failure) {
      if (isCancellation(failure)) throw failure;
      return { kind: 'unanswered' as const, message: causeOf(failure).message };
    }
  });
  journal.waitFor(undefined);
  return answer;
}
