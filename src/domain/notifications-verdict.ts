import type { Hook, HookVerdict } from './notifications.ts';
import type { Cause } from './outcome.ts';

/** What asking a hook has come to. */
export type HookAnswer =
  | ({ readonly kind: 'answered' } & HookVerdict)
  /** not within its time; `message` says why, as far as that is known */
  | { readonly kind: 'unanswered'; readonly message: string };

export type HookDecision =
  | { readonly kind: 'go'; readonly message: string }
  | { readonly kind: 'hold' | 'roll-back'; readonly message: string; readonly cause: Cause };

/** What follows from a hook's answer, or from having none. */
export function judgeHook({ at, to, onFailure }: Hook, answer: HookAnswer): HookDecision {
  const [kind, message] =
    answer.kind === 'answered'
      ? [answer.verdict, said(to, at, answer)]
      : [onFailure, `${to} gave no verdict (${at}; onFailure: ${onFailure}): ${answer.message}`];
  if (kind === 'go') return { kind, message };
  return {
    kind,
    message,
    cause: { kind: 'hook', message },
  };
}

function said(to: string, at: Hook['at'], { verdict, reason }: HookVerdict): string {
  return `${to} says ${verdict} (${at})${reason === undefined ? '' : `: ${reason}`}`;
}
