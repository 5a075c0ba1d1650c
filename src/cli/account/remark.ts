import type { Remark } from '../../../workflows/messages.ts';
import { isMapping, textAt } from './app-version.ts';

/** Who and why, as the workflow understands it: an object, or a bare text as the reason. */
export function remarkIn(input: unknown): Remark {
  if (typeof input === 'string') return { reason: input };
  if (!isMapping(input)) return {};
  const [by, reason] = [textAt(input, 'by'), textAt(input, 'reason')];
  return { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
}

/** ` by ann: too slow`, as far as given. */
export function remarkText({ by, reason }: Remark): string {
  return `${by === undefined ? '' : ` by ${by}`}${reason === undefined ? '' : `: ${reason}`}`;
}
