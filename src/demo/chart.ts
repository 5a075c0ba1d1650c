import type { LoadHistory, SecondSeen } from './load-history.ts';

/** One strip of the chart: a column for each second, the newest at the right. */
export interface Strip {
  readonly label: string;
  readonly cells: readonly Cell[];
  /** What it is now, and how much a full column is. */
  readonly note: string;
}

export interface Cell {
  readonly text: string;
  readonly tone: 'none' | 'good' | 'doubtful' | 'bad';
}

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const NOTHING: Cell = { text: ' ', tone: 'none' };
/** A column of errors is full at this share, or at the largest there is. */
const LEAST_ERROR_SCALE = 0.1;
const LEAST_LATENCY_SCALE_MS = 50;

/** Error rate and latency of each version in the last `columns` seconds, on the same scale for all versions. */
export function chartOf(history: LoadHistory, columns: number): readonly Strip[] {
  const versions = Object.entries(history.seconds)
    .map(([version, seconds]) => ({ version, seconds: seconds.slice(-columns) }))
    .sort((one, other) => one.version.localeCompare(other.version));
  const all = versions.flatMap(({ seconds }) => seconds);
  const errorScale = Math.max(LEAST_ERROR_SCALE, ...all.map((it) => errorShare(it) ?? 0));
  const latencyScaleMs = Math.max(LEAST_LATENCY_SCALE_MS, ...all.map(({ p95Ms }) => p95Ms ?? 0));
  return versions.flatMap(({ version, seconds }) => [
    strip(`${version} errors`, seconds, columns, errorShare, errorCell(errorScale), percent),
    strip(
      `${version} p95`,
      seconds,
      columns,
      ({ p95Ms }) => p95Ms,
      latencyCell(latencyScaleMs),
      milliseconds,
    ),
  ]);
}

type Reading = (second: SecondSeen) => number | undefined;

function strip(
  label: string,
  seconds: readonly SecondSeen[],
  columns: number,
  read: Reading,
  cell: (value: number) => Cell,
  show: (value: number) => string,
): Strip {
  const values = seconds.map(read);
  const cells = values.map((value) => (value === undefined ? NOTHING : cell(value)));
  const missing = Array.from({ length: columns - cells.length }, () => NOTHING);
  // The newest second has only begun: the one before tells more.
  const now = values.at(-2) ?? values.at(-1);
  return { label, cells: [...missing, ...cells], note: now === undefined ? '' : show(now) };
}

function errorShare({ requests, failed }: SecondSeen): number | undefined {
  return requests === 0 ? undefined : failed / requests;
}

const errorCell = (scale: number) => (share: number) => ({
  text: block(share / scale),
  tone: share === 0 ? ('good' as const) : share < 0.05 ? ('doubtful' as const) : ('bad' as const),
});

const latencyCell = (scaleMs: number) => (p95Ms: number) => ({
  text: block(p95Ms / scaleMs),
  tone: p95Ms < 100 ? ('good' as const) : p95Ms < 250 ? ('doubtful' as const) : ('bad' as const),
});

function block(share: number): string {
  const index = Math.ceil(share * BLOCKS.length) - 1;
  return BLOCKS[Math.min(BLOCKS.length - 1, Math.max(0, index))] ?? '';
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const milliseconds = (ms: number) => `${ms.toFixed(0)} ms`;
