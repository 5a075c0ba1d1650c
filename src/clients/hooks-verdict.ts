import { z } from 'zod';
import type { HookVerdict } from '../domain/notifications.ts';
import { NoticeNotTaken } from './hooks-errors.ts';

const LONGEST_REASON = 500;

const answer = z.object({
  verdict: z.enum(['go', 'hold', 'roll-back']),
  reason: z.string().nullish(),
});

/** What a hook's 2xx says: nothing is `go`. Throws NoticeNotTaken when it says anything else. */
export function readVerdict(contact: string, text: string, secrets: readonly string[]): HookVerdict {
  if (text.trim() === '') return { verdict: 'go' };
  const { data } = answer.safeParse(jsonOf(text));
  if (data === undefined)
    throw new NoticeNotTaken(
      contact,
      'answered neither {"verdict": "go", "hold" or "roll-back"} nor an empty body',
    );
  const { verdict, reason } = data;
  if (reason === undefined || reason === null || reason.trim() === '') return { verdict };
  return { verdict, reason: without(secrets, reason.trim()).slice(0, LONGEST_REASON) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const SHORTEST_SECRET = 4;

function without(secrets: readonly string[], text: string): string {
  return secrets
    .filter((it) => it.length >= SHORTEST_SECRET)
    .reduce((rest, secret) => rest.replaceAll(secret, '(hidden)'), text);
}
