import { percentText } from '../../domain/canary-title.ts';
import { clip, line, type Line, type Tone } from '../tree/line.ts';
import { showDuration } from '../tree/time.ts';
import type { ReleaseAccount, ReleaseResult } from './release-account.ts';
import { table } from './table.ts';

const RESULTS: Readonly<Record<ReleaseResult, { readonly words: string; readonly tone: Tone }>> = {
  running: { words: 'running', tone: 'busy' },
  released: { words: 'released', tone: 'good' },
  'rolled-back': { words: 'rolled back', tone: 'bad' },
  aborted: { words: 'aborted', tone: 'bad' },
  failed: { words: 'failed', tone: 'bad' },
  refused: { words: 'refused', tone: 'faint' },
  'cut-off': { words: 'cut off', tone: 'bad' },
  cancelled: { words: 'cancelled', tone: 'faint' },
};

const TITLES = ['STARTED', 'SERVICE', 'VERSION', 'BY', 'PROCEDURE', 'OUTCOME', 'TOOK', 'EXPOSED', 'RELEASE'];
const LONGEST = 40;

/** One line a release under a line of titles; the release's name last, since it may be long. */
export function historyLines(releases: readonly ReleaseAccount[]): readonly Line[] {
  const [titles = '', ...rows] = table(TITLES, releases.map(cellsOf));
  return [
    line(titles, 'faint'),
    ...rows.map((row, index) => line(row, RESULTS[releases[index]?.result ?? 'running'].tone)),
  ];
}

/** The words for how a release ended, and the tone they are shown in. */
export function resultWords(result: ReleaseResult): { readonly words: string; readonly tone: Tone } {
  return RESULTS[result];
}

/** `2026-11-24 10:00:07Z`: sorts as text, and is the same for everybody who reads it. */
export function showMoment(at: string): string {
  return at.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z');
}

/** How long the new version had users, and how many of them at most. */
export function exposureCell({
  exposureMs,
  reachedWeight,
}: Pick<ReleaseAccount, 'exposureMs' | 'reachedWeight'>): string {
  if (exposureMs === undefined) return '';
  const most = reachedWeight === undefined || exposureMs === 0 ? '' : ` to ${percentText(reachedWeight)}`;
  return `${showDuration(exposureMs)}${most}`;
}

function cellsOf(account: ReleaseAccount): readonly string[] {
  const { startedAt, service, target, app, by, procedure, result, durationMs } = account;
  return [
    showMoment(startedAt),
    service === '' ? '' : `${service} on ${target}`,
    clip(app?.version ?? app?.id ?? '', LONGEST),
    clip(by ?? '', LONGEST),
    procedure,
    RESULTS[result].words,
    showDuration(durationMs),
    exposureCell(account),
    shortRelease(account.workflowId),
  ];
}

/** What `pacer show` takes: the end of an id of the command line's own form, or the whole of another. */
export function shortRelease(workflowId: string): string {
  return /^pacer\/release\/[^/]+\/[^/]+\/([^/]+)$/.exec(workflowId)?.[1] ?? workflowId;
}
