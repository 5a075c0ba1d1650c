import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { LiveStatus } from './live-status.ts';
import { newEvents } from './new-events.ts';
import type { Tone } from './tree/line.ts';
import { treeLines } from './tree/render.ts';

/** Where the looks at a release go. */
export interface Show {
  readonly show: (status: LiveStatus) => void;
  /** Leaves what was shown last on the screen. */
  readonly done: () => void;
}

/** A live tree on a terminal; elsewhere, and beside a JSON answer, one plain line for each event. */
export function showRelease(options: { readonly json: boolean }): Show {
  if (options.json) return eventLines(process.stderr);
  return process.stdout.isTTY ? liveTree(process.stdout) : eventLines(process.stdout);
}

function liveTree(terminal: NodeJS.WriteStream): Show {
  const update = createLogUpdate(terminal);
  return {
    show: (status) => {
      update(paint(status, new Date(), terminal.columns, terminal.rows - 1));
    },
    done: () => {
      update.done();
    },
  };
}

const PAINTS: Readonly<Record<Tone, (text: string) => string>> = {
  plain: (text) => text,
  strong: pc.bold,
  faint: pc.dim,
  good: pc.green,
  bad: pc.red,
  busy: pc.yellow,
};

/** The tree as a terminal shows it, in colours unless NO_COLOR is set. */
export function paint(status: LiveStatus, now: Date, width: number, height?: number): string {
  return treeLines(status, now, width, height)
    .map(({ text, tone }) => PAINTS[tone](text))
    .join('\n');
}

function eventLines(stream: NodeJS.WritableStream): Show {
  let seen: LiveStatus['events'] = [];
  let trouble: string | undefined;
  return {
    show: (status) => {
      for (const { at, text } of newEvents(seen, status.events)) stream.write(`${at} ${text}\n`);
      seen = status.events;
      if (status.trouble !== undefined && status.trouble !== trouble)
        stream.write(`${new Date().toISOString()} ${status.trouble}\n`);
      trouble = status.trouble;
    },
    done: () => undefined,
  };
}
