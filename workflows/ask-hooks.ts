import { isCancellation } from '@temporalio/workflow';
import { judgeHook, type HookAnswer } from '../src/domain/notifications-verdict.ts';
import type { Hook, HookPlace } from '../src/domain/notifications.ts';
import { acting } from './acting.ts';
import { askAboutVerdict } from './ask-about-verdict.ts';
import { causeOf, StepFailed } from './failure.ts';
import { signature, type Word } from './operator.ts';
import { waitingFor, type Release } from './release.ts';
import { noticeOf, type Teller } from './tell.ts';
import { firstOf, watchedUntil } from './watching.ts';

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
    const answer = await ask(release, hook);
    if (answer.kind === 'skipped') {
      journal.note(`goes on without the answer of ${hook.to}${signature(answer.word.remark)}`);
      return;
    }
    const decision = judgeHook(hook, answer);
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

type Asked = HookAnswer | { readonly kind: 'skipped'; readonly word: Word };

async function ask(release: Release & Teller, { at, to, timeoutMs }: Hook): Promise<Asked> {
  const { journal, operator } = release;
  const message = `asks ${to} before it goes on (${at})`;
  journal.note(message);
  waitingFor(journal, `${to} to answer (${at})`, 'operator', timeoutMs);
  const notice = noticeOf(release, at, { message });
  const answers: HookAnswer[] = [];
  const asking = async (): Promise<void> => {
    try {
      answers.push(await acting(`ask ${to} (${at})`, timeoutMs).askHook({ to, notice, timeoutMs }));
    } catch (failure) {
      if (isCancellation(failure)) throw failure;
      answers.push({ kind: 'unanswered', message: causeOf(failure).message });
    }
  };
  const first = await journal.during('asking', () =>
    watchedUntil(release, () => firstOf(asking, () => operator.next(['skip']))),
  );
  journal.waitFor(undefined);
  const [answer] = answers;
  if (first.kind === 'word') return { kind: 'skipped', word: first.word };
  return answer ?? { kind: 'unanswered', message: 'nobody was asked' };
}
