import { isNewStand, isSpared, standIn, type Running } from '../src/domain/line-running.ts';
import type { InLine, Line, Run } from '../src/domain/line.ts';
import type { ReleaseState } from '../src/domain/status.ts';
import { holderOf, untilTemporalAnswers, type ReadExecution } from './lock.ts';
import { again, over, watch } from './watch.ts';

/** Names a line, and with it a service. */
export interface LineOf {
  readonly target: string;
  readonly service: string;
}

/** The lines of services, as Temporal has them. */
export interface Lines {
  /** Puts a release into its service's line, which begins with the first. Safe to repeat while it waits. */
  join(line: LineOf, entry: InLine): Promise<void>;
  /** Undefined when nobody waits. */
  read(line: LineOf): Promise<Line | undefined>;
  /** Where a release stands. Throws when it does not tell. */
  readState(run: Run): Promise<ReleaseState>;
}

export interface LockToAwait {
  readonly lockId: string;
  /** Who is known to hold it: another is told of at once, and this one when it stands otherwise. */
  readonly known?: Running;
  /** The holder is to be replaced: how it stands matters. */
  readonly isToReplace?: boolean;
}

export type LockSeen =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly holder: Running }
  /** as before, at the end of the wait's time */
  | { readonly kind: 'still' };

/** Who is first in line, as far as the line can be read. */
export interface FirstInLine {
  /** Absent when nobody waits. */
  readonly first?: Run;
  /** Why nobody knows. */
  readonly unread?: string;
}

/** What a release does before its turn has such a bound: it goes on without an answer. */
const LONGEST_READ_MS = 10_000;
const READ_EVERY_MS = 500;
/** Each is ended from outside, or by this and begun anew: so that no attempt lasts for ever. */
const LONGEST_WATCH_MS = 86_400_000;
const LOCK_EVERY_MS = 250;
/** Whoever waits for a person is asked where it stands; that takes it more than a look at the lock takes Temporal. */
const STAND_EVERY_MS = 2_000;
const LINE_EVERY_MS = 2_000;
/** So many from the front are looked after; those behind have time. */
const WATCHED = 50;

export function lineActivities(readExecution: ReadExecution, lines: Lines) {
  return {
    /** Puts a release into line; answers who runs meanwhile. Safe to repeat while it waits. */
    async joinLine(input: LineOf & { lockId: string; entry: InLine }): Promise<{ running?: Run }> {
      const { target, service, lockId, entry } = input;
      return untilTemporalAnswers(`that this release is in the line of ${service}`, async () => {
        await lines.join({ target, service }, entry);
        const holder = await holderOf(readExecution, lockId);
        return holder === undefined ? {} : { running: runOf(holder) };
      });
    },

    /** Who is first in line, if anybody waits. Gives up on a line that does not answer. Changes nothing. */
    async readLine(input: LineOf): Promise<FirstInLine> {
      return watch<null, FirstInLine>({
        timeoutMs: LONGEST_READ_MS,
        everyMs: READ_EVERY_MS,
        initial: null,
        look: async () => {
          const [first] = (await lines.read(input))?.entries ?? [];
          return over(first === undefined ? {} : { first: runOf(first) });
        },
        onTimeout: (_, problem) => ({ unread: problem ?? 'it does not answer' }),
      });
    },

    /** Waits until a service's lock is free, or its holder is another or stands otherwise than before. Changes nothing. */
    async awaitLock({ lockId, known, isToReplace = false }: LockToAwait): Promise<LockSeen> {
      return watch<null, LockSeen>({
        timeoutMs: LONGEST_WATCH_MS,
        everyMs: isSpared(known) ? STAND_EVERY_MS : LOCK_EVERY_MS,
        initial: null,
        look: async () => {
          const holder = await holderOf(readExecution, lockId);
          if (holder === undefined) return over({ kind: 'free' });
          if (holder.kind === 'running' && isNewStand(known, holder)) {
            const stand = isToReplace ? await standOf(lines, holder) : undefined;
            const seen: Running = { ...runOf(holder), ...(stand !== undefined && { stand }) };
            if (isNewStand(known, seen)) return over({ kind: 'held', holder: seen });
          }
          return again(null, `the end of ${holder.workflowId}`);
        },
        onTimeout: () => ({ kind: 'still' }),
      });
    },

    /** Waits until some of those in line have ended without leaving it, and answers which. Changes nothing. */
    async watchLine(input: LineOf): Promise<readonly Run[]> {
      return watch<null, readonly Run[]>({
        timeoutMs: LONGEST_WATCH_MS,
        everyMs: LINE_EVERY_MS,
        initial: null,
        look: async () => {
          const waiting = (await lines.read(input))?.entries.slice(0, WATCHED) ?? [];
          const found = await Promise.all(waiting.map((it) => readExecution(it.workflowId, it.runId)));
          const ended = waiting.filter((_, index) => found[index]?.running !== true);
          return ended.length > 0 ? over(ended.map(runOf)) : again(null, 'one of those in line to end');
        },
        onTimeout: () => [],
      });
    },
  };
}

function runOf({ workflowId, runId }: Run): Run {
  return { workflowId, runId };
}

/** Whatever is in the way of an answer: who may hold is not told to abort. */
async function standOf(lines: Lines, holder: Run): Promise<Running['stand']> {
  return standIn(await lines.readState(holder).catch(() => undefined));
}
