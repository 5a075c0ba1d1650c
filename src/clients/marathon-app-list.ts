import type { App } from '../domain/app.ts';
import { toApp } from './marathon-app.ts';
import type { MarathonReplyUnreadable } from './marathon-errors.ts';
import { parseReply, replies, unreadable } from './marathon-replies.ts';

/** An app of which no more is understood than whose it is. */
export interface OddApp {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tasks: readonly { readonly id: string }[];
  /** What is not understood, and where. */
  readonly error: MarathonReplyUnreadable;
}

/** Of more it is not an app that is odd, but a Marathon that we do not know. */
const MOST_ODD = 20;

/**
 * The apps of a reply. Those that are not understood go to `onOdd`, as far as they tell whose they are. Throws
 * MarathonReplyUnreadable for all else, for more than twenty of them, and for the first one without `onOdd`.
 */
export function appsOf(text: string, request: string, onOdd?: (app: OddApp) => void): readonly App[] {
  let odd = 0;
  return parseReply(replies.apps, text, request).apps.flatMap((value, index) => {
    const read = replies.oneOfApps.safeParse(value);
    if (read.success) return [toApp(read.data)];
    const outline = replies.outline.safeParse(value);
    const named = outline.success ? ` (${outline.data.id})` : '';
    const error = unreadable(read.error, request, ['apps', `${index}${named}`]);
    odd += 1;
    if (!outline.success || onOdd === undefined || odd > MOST_ODD) throw error;
    onOdd({ ...outline.data, error });
    return [];
  });
}
