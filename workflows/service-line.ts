import {
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { entryIn, withTold, without, tidings, type InLine, type Line } from '../src/domain/line.ts';
import { acting } from './acting.ts';
import { keepLine, type KeptLine } from './kept-line.ts';
import { sendNews } from './send-news.ts';

const LONGEST_WATCH_MS = 86_400_000;
/** A line that somebody starts by hand, with nobody in it, ends. */
const FIRST_COMES_WITHIN = '1m';

/**
 * Those who wait for a service, in order. The first is told that it has the turn, and goes by itself; whoever has ended
 * without a word is dropped. Lives while somebody waits, whoever cancels it. It orders only: that one alone runs is the
 * lock's doing.
 */
export async function serviceLine(begun: Line): Promise<void> {
  const kept = keepLine(checked(begun));
  await CancellationScope.nonCancellable(async () => {
    await condition(() => kept.line.entries.length > 0, FIRST_COMES_WITHIN);
    const watching = new CancellationScope();
    const watched = watching.run(() => dropEnded(kept));
    while (isOpen(kept)) {
      await tellAll(kept);
      await condition(() => hasNews(kept) || !isOpen(kept));
    }
    watching.cancel();
    await watched;
    // What came while that took its time: a new run would not know whom to tell that they wait no longer.
    while (hasNews(kept)) await tellAll(kept);
  });
  if (kept.line.entries.length > 0) await continueAsNew<typeof serviceLine>(kept.line);
}

/** Whether this run goes on: everybody is told before a new one takes over. */
function isOpen(kept: KeptLine): boolean {
  return hasNews(kept) || (kept.line.entries.length > 0 && !workflowInfo().continueAsNewSuggested);
}

function hasNews({ line, dismissals }: KeptLine): boolean {
  return dismissals.length > 0 || tidings(line).length > 0;
}

/** Those who cannot be told have ended, and are dropped. */
async function tellAll(kept: KeptLine): Promise<void> {
  const dismissals = kept.dismissals.splice(0);
  const due = tidings(kept.line);
  kept.line = withTold(kept.line, due);
  const { running } = kept.line;
  const who = running === undefined ? {} : { running };
  const [reached] = await Promise.all([
    Promise.all(due.map(({ to, place }) => sendNews(to, { kind: 'place', place, ...who }))),
    Promise.all(dismissals.map(({ to, news }) => sendNews(to, news))),
  ]);
  kept.line = without(
    kept.line,
    due.filter((_, index) => reached[index] === false).map(({ to }) => to),
  );
}

/** Until it is cancelled. */
async function dropEnded(kept: KeptLine): Promise<void> {
  const { target, service } = kept.line;
  for (;;) {
    try {
      const watch = acting('see whether one of those in line has ended', LONGEST_WATCH_MS);
      const ended = await watch.watchLine({ target, service });
      kept.line = without(kept.line, ended);
    } catch (failure) {
      if (isCancellation(failure) || CancellationScope.current().consideredCancelled) return;
      log.warn('those in line cannot be watched for now', { failure });
      await sleep('10s').catch(() => undefined);
    }
  }
}

/** Anybody may start it by hand, with anything. */
function checked(input: Partial<Line> | undefined | null): Line {
  const { target, service, entries, running } = input ?? {};
  if (typeof target === 'string' && typeof service === 'string' && isListOfEntries(entries))
    return { target, service, entries, ...(running !== undefined && { running }) };
  throw ApplicationFailure.nonRetryable('serviceLine is started by releases that wait', 'InvalidInput');
}

function isListOfEntries(it: unknown): it is readonly InLine[] {
  return Array.isArray(it) && it.every((entry) => entryIn(entry) !== undefined);
}
