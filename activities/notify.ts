import { ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { NoticeNotTaken } from '../src/clients/hooks-errors.ts';
import { checkContacts } from '../src/domain/notifications-known.ts';
import type { ContactsInSpec } from '../src/domain/notifications-spec.ts';
import type { Contacts, Notice } from '../src/domain/notifications.ts';
import { firstProblems } from '../src/domain/problem.ts';
import { renderSpecProblems } from '../src/domain/spec-errors.ts';
import { askHookActivity } from './ask-hook.ts';
import { contactNamed, type ContactBook } from './dependencies.ts';
import { asFailure } from './failures.ts';

const BEAT_MS = 1_000;
/** A receiver that is busy for longer is told all the same. */
const LONGEST_PAUSE_MS = 600_000;

/** Of one contact in one worker: one that hangs must not take the worker's places from the releases. */
const MOST_AT_ONCE = 4;
const BUSY_PAUSE_MS = 2_000;

export function notifyActivities(book: ContactBook) {
  const underWay = new Map<string, number>();
  const count = (to: string, change: 1 | -1): number => {
    const now = (underWay.get(to) ?? 0) + change;
    underWay.set(to, now);
    return now;
  };
  return {
    ...askHookActivity(book),

    /** Whom a release tells and asks. Throws a final `InvalidInput` that lists the names there are. Changes nothing. */
    async checkContacts(input: ContactsInSpec): Promise<Contacts> {
      const check = checkContacts(input, book);
      if (check.kind === 'ok') return Promise.resolve(check.contacts);
      const { problems } = check;
      throw ApplicationFailure.nonRetryable(
        renderSpecProblems(problems),
        'InvalidInput',
        firstProblems(problems),
      );
    },

    /** Tells one contact once. Throws what is to be retried, after the pause that the receiver wants. */
    async tellContact({ to, notice }: { readonly to: string; readonly notice: Notice }): Promise<void> {
      const beat = setInterval(heartbeat, BEAT_MS);
      try {
        if (count(to, 1) > MOST_AT_ONCE) throw busy(to);
        await contactNamed(book, to).tell(notice, cancellationSignal());
      } catch (error) {
        cancellationSignal().throwIfAborted();
        throw later(error);
      } finally {
        clearInterval(beat);
        count(to, -1);
      }
    },
  };
}

function busy(to: string): ApplicationFailure {
  return ApplicationFailure.create({
    message: `"${to}" has not answered ${MOST_AT_ONCE} notices before this one yet`,
    type: 'ContactBusy',
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: BUSY_PAUSE_MS,
  });
}

function later(error: unknown): Error {
  if (!(error instanceof NoticeNotTaken)) return asFailure(error);
  const { message, name: type, retryAfterMs } = error;
  const nextRetryDelay = retryAfterMs === undefined ? {} : { nextRetryDelay: pauseOf(retryAfterMs) };
  return ApplicationFailure.create({ message, type, ...nextRetryDelay });
}

function pauseOf(retryAfterMs: number): number {
  return Math.min(Math.max(1_000, retryAfterMs), LONGEST_PAUSE_MS);
}
