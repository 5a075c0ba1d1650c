import { isUnreadable, whyUnreadable } from '../../domain/unreadable.ts';
import { measured } from '../../../workflows/messages.ts';
import { isMapping, textAt } from './app-version.ts';
import { firstArgument, timeOf, type HistoryEvent } from './history-event.ts';
import { remarkIn } from './remark.ts';

/** One word of a person's, or of a script's, to a release. */
export interface Said {
  readonly at: string;
  /** `pause`, `abort`, ...; also of an unknown name. */
  readonly command: string;
  /** `cancel` and `terminate` are Temporal's own. */
  readonly by?: string;
  readonly reason?: string;
  /** Of an answer to a gate. */
  readonly gate?: string;
  /** Of a promote: it counts for every later gate, too. */
  readonly full?: boolean;
  /** Of an abort: users first. */
  readonly fast?: boolean;
  /** Why what came with it cannot be read here. */
  readonly unread?: string;
  readonly through: 'signal' | 'update' | 'temporal';
}

/** Who said what to a release, oldest first: all of it is in the history, also what had no effect. */
export function saidIn(events: readonly HistoryEvent[]): readonly Said[] {
  return events.flatMap((event) => {
    const said = saidBy(event);
    return said === undefined ? [] : [{ at: timeOf(event), ...said }];
  });
}

function saidBy(event: HistoryEvent): Omit<Said, 'at'> | undefined {
  const signal = event.workflowExecutionSignaledEventAttributes;
  // What an analysis tells of itself is nobody's word.
  if (signal?.signalName === measured.name) return undefined;
  if (signal != null)
    return { command: signal.signalName ?? '', ...remarked(firstArgument(signal.input)), through: 'signal' };
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
  if (update != null)
    return { command: update.name ?? '', ...remarked(firstArgument(update.args)), through: 'update' };
  const cancel = event.workflowExecutionCancelRequestedEventAttributes;
  if (cancel != null) return { command: 'cancel', ...temporals(cancel.identity, cancel.cause) };
  const end = event.workflowExecutionTerminatedEventAttributes;
  if (end != null) return { command: 'terminate', ...temporals(end.identity, end.reason) };
  return undefined;
}

function remarked(input: unknown): Pick<Said, 'by' | 'reason' | 'gate' | 'full' | 'fast' | 'unread'> {
  if (isUnreadable(input)) return { unread: whyUnreadable(input) };
  if (!isMapping(input)) return remarkIn(input);
  const gate = textAt(input, 'gate');
  return {
    ...(gate === undefined ? {} : { gate }),
    ...(input['full'] === true ? { full: true } : {}),
    ...(input['fast'] === true ? { fast: true } : {}),
    ...remarkIn(input),
  };
}

function temporals(
  by: string | null | undefined,
  reason: string | null | undefined,
): Omit<Said, 'at' | 'command'> {
  return { ...remarkIn({ by, reason }), through: 'temporal' };
}
