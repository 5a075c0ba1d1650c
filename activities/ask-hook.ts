import { setTimeout as sleep } from 'node:timers/promises';
import { cancellationSignal } from '@temporalio/activity';
import type { Contact } from '../src/clients/hooks.ts';
import { NoticeNotTaken } from '../src/clients/hooks-errors.ts';
import type { HookAnswer } from '../src/domain/notifications-verdict.ts';
import type { HookVerdict, Notice } from '../src/domain/notifications.ts';
import { contactNamed, type ContactBook } from './dependencies.ts';
import { isWorthRetrying } from './failures.ts';
import { again, over, watch, type Look } from './watch.ts';

export interface HookInput {
  readonly to: string;
  readonly notice: Notice;
  readonly timeoutMs: number;
}

/** What the last question came to, if it was not an answer. */
interface Asked {
  readonly problem?: string;
}

const GLANCE_MS = 500;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

export function askHookActivity(book: ContactBook) {
  return {
    /**
     * Asks one contact, again and again until it answers or the time is over. Each question has the same key. What was
     * waited survives the worker.
     */
    async askHook({ to, notice, timeoutMs }: HookInput): Promise<HookAnswer> {
      const ending = new AbortController();
      const signal = AbortSignal.any([cancellationSignal(), ending.signal]);
      const question = askAgainAndAgain(async () => contactNamed(book, to).ask(notice, signal));
      try {
        return await watch<Asked, HookAnswer>({
          timeoutMs,
          everyMs: 0,
          initial: {},
          look: (asked) => question(asked, to),
          onTimeout: (asked, problem) => ({
            kind: 'unanswered',
            message: asked.problem ?? problem ?? `"${to}" gave no answer`,
          }),
        });
      } finally {
        ending.abort();
      }
    },
  };
}

type Settled =
  | { readonly kind: 'verdict'; readonly verdict: HookVerdict }
  | { readonly kind: 'failed'; readonly failure: unknown };

/** One question at a time, looked after in short glances: a wait counts only while somebody watches. */
function askAgainAndAgain(ask: () => ReturnType<Contact['ask']>) {
  let under: Promise<Settled> | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let notBeforeMs = 0;
  return async (asked: Asked, to: string): Promise<Look<Asked, HookAnswer>> => {
    const waiting = again(asked, asked.problem ?? `the answer of "${to}"`);
    if (under === undefined && performance.now() < notBeforeMs) {
      await glance(notBeforeMs - performance.now());
      return waiting;
    }
    under ??= settled(ask());
    const result = await Promise.race([under, glance(GLANCE_MS)]);
    if (result === undefined) return waiting;
    under = undefined;
    if (result.kind === 'verdict') return over({ kind: 'answered', ...result.verdict });
    const { failure } = result;
    const wantedMs = failure instanceof NoticeNotTaken ? failure.retryAfterMs : undefined;
    notBeforeMs = performance.now() + (wantedMs ?? pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    if (!(failure instanceof Error) || !isWorthRetrying(failure)) throw failure;
    return again({ problem: failure.message }, failure.message);
  };
}

/** Rejects when the activity is cancelled, so that an abort does not wait. */
function glance(ms: number): Promise<undefined> {
  return sleep(Math.min(GLANCE_MS, Math.max(0, ms)), undefined, { signal: cancellationSignal() });
}

function settled(asking: Promise<HookVerdict>): Promise<Settled> {
  return asking.then(
    (verdict) => ({ kind: 'verdict', verdict }),
    (failure: unknown) => ({ kind: 'failed', failure }),
  );
}
