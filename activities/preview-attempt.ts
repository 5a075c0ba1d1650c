import { setTimeout as sleep } from 'node:timers/promises';
import { cancellationSignal } from '@temporalio/activity';
import type { Trouble } from '../src/domain/preview/facts.ts';

/** Somebody waits for the answer. */
const LONGEST_READ_MS = 6_000;

/** What a look showed, or why it showed nothing. */
export interface Attempt<T> {
  readonly value?: T;
  readonly troubles: readonly Trouble[];
}

/** Reads once, within some seconds. Throws only when the activity is cancelled. */
export async function attempt<T>(what: string, read: () => Promise<T>): Promise<Attempt<T>> {
  const done = new AbortController();
  const tooLate = sleep(LONGEST_READ_MS, undefined, { signal: done.signal }).then(() => {
    throw new Error(`no answer within ${LONGEST_READ_MS / 1000} s`);
  });
  try {
    return { value: await Promise.race([read(), tooLate]), troubles: [] };
  } catch (error) {
    if (cancellationSignal().aborted) throw error;
    return { troubles: [{ what, problem: messageOf(error) }] };
  } finally {
    done.abort();
    tooLate.catch(() => undefined);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
