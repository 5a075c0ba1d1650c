import type { OutcomeKind } from '../../domain/outcome.ts';
import type { ReleaseState } from '../../domain/status.ts';
import { resultWords } from '../account/history-lines.ts';
import type { LiveStatus } from '../live-status.ts';
import { line, spread, wrap, type Line, type Tone } from './line.ts';
import { showSpan } from './time.ts';

const STATES: Readonly<Record<ReleaseState, { readonly words: string; readonly tone: Tone }>> = {
  starting: { words: 'starting', tone: 'busy' },
  queued: { words: 'waiting in line', tone: 'busy' },
  running: { words: 'running', tone: 'busy' },
  draining: { words: 'waiting for tasks to drain', tone: 'busy' },
  asking: { words: 'asking a hook', tone: 'busy' },
  'step-failed': { words: 'a step failed, and it waits for you', tone: 'bad' },
  paused: { words: 'paused', tone: 'bad' },
  'drain-overdue': { words: 'drain overdue', tone: 'bad' },
  'waiting-for-approval': { words: 'waiting for approval', tone: 'bad' },
  baking: { words: 'baking', tone: 'busy' },
  observing: { words: 'observing', tone: 'busy' },
  analysing: { words: 'analysing', tone: 'busy' },
  inconclusive: { words: 'inconclusive', tone: 'bad' },
  'rolling-back': { words: 'rolling back', tone: 'bad' },
  removing: { words: 'removing', tone: 'busy' },
  holding: { words: 'holding', tone: 'bad' },
  finished: { words: 'finished', tone: 'strong' },
};

export const OUTCOMES: Readonly<Record<OutcomeKind, { readonly words: string; readonly tone: Tone }>> = {
  released: { words: 'released', tone: 'good' },
  'rolled-back': { words: 'rolled back', tone: 'bad' },
  aborted: { words: 'aborted', tone: 'bad' },
  failed: { words: 'failed', tone: 'bad' },
};

/** Who, where, in which state and since when; then in one sentence what it is doing, or how it ended. */
export function headerLines(status: LiveStatus, now: Date, width: number): readonly Line[] {
  const { outcome } = status;
  const { words, tone } = standingOf(status);
  const elapsed = showSpan(status.startedAt, outcome?.endedAt ?? status.endedAt ?? now) ?? '';
  return [
    line(spread(`${status.service} on ${status.target}: ${words}`, elapsed, width), tone),
    ...wrap(status.message, width, '  ').map((text) => line(text)),
    ...(status.trouble === undefined
      ? []
      : wrap(status.trouble, width, '  ').map((text) => line(text, 'bad'))),
    ...(status.next ?? []).flatMap((it) => wrap(it, width, '    ')).map((text) => line(text)),
  ];
}

function standingOf({ state, result, outcome }: LiveStatus): { readonly words: string; readonly tone: Tone } {
  if (outcome !== undefined) return OUTCOMES[outcome.kind];
  return result === undefined ? STATES[state] : resultWords(result);
}
