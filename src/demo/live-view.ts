import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import { paint } from '../cli/show-release.ts';
import { shareLine } from './canary-share.ts';
import { chartOf, type Cell, type Strip } from './chart.ts';
import { loadLine, type UsersSeen, type View } from './view.ts';

const LEAST_TREE = 8;

/** The release as the same tree that `pacer status --watch` shows, and below it what its users meet. */
export function liveView(terminal: NodeJS.WriteStream): View {
  const update = createLogUpdate(terminal);
  return {
    note: (text) => {
      update.persist(pc.bold(text));
    },
    show: (status, users) => {
      const below = users === undefined ? [] : ['', ...usersLines(users, terminal.columns)];
      const height = Math.max(LEAST_TREE, terminal.rows - below.length - 1);
      update([paint(status, new Date(), terminal.columns, height), ...below].join('\n'));
    },
    rest: () => {
      update.done();
    },
  };
}

/** A column for each second of the last minute, or of as much as there is room for. */
const MOST_COLUMNS = 60;
const LABEL = 12;
const NOTE = 10;

function usersLines({ load, canary }: UsersSeen, width: number): readonly string[] {
  if (canary === undefined) return [`  ${pc.bold(loadLine(load))}`];
  const columns = Math.max(10, Math.min(MOST_COLUMNS, width - LABEL - NOTE - 2));
  return [
    `  ${pc.bold(loadLine(load))}`,
    `  ${pc.bold(shareLine(canary))}`,
    ...chartOf(load.history, columns).map(stripLine),
  ];
}

const PAINTS: Readonly<Record<Cell['tone'], (text: string) => string>> = {
  none: (text) => text,
  good: pc.green,
  doubtful: pc.yellow,
  bad: pc.red,
};

function stripLine({ label, cells, note }: Strip): string {
  const painted = cells.map(({ text, tone }) => PAINTS[tone](text)).join('');
  return `  ${label.padEnd(LABEL)}${painted} ${note.padStart(NOTE - 1)}`;
}
