import type { StepRecord } from '../../domain/outcome.ts';
import type { LiveStatus } from '../live-status.ts';
import { groupSteps, type StepGroup } from './groups.ts';
import { line, spread, type Line, type Tone } from './line.ts';
import { showSpan } from './time.ts';

const LOOKS: Readonly<Record<StepRecord['state'], { readonly mark: string; readonly tone: Tone }>> = {
  done: { mark: '✓', tone: 'good' },
  running: { mark: '▸', tone: 'busy' },
  failed: { mark: '✗', tone: 'bad' },
  ahead: { mark: '·', tone: 'faint' },
  skipped: { mark: '-', tone: 'faint' },
};

/**
 * Each step outside of batches and each batch in one line; `opened`, also the steps of the batch that is under way or
 * went wrong, and every step of a canary's spec.
 */
export function stepLines(
  { steps, procedure }: Pick<LiveStatus, 'steps' | 'procedure'>,
  now: Date,
  width: number,
  opened: boolean,
): readonly Line[] {
  return groupSteps(steps, procedure, opened).flatMap((group) => [
    row('  ', group.state, group.label, spanOf(group.steps, now), width),
    ...(opened && isOpen(group)
      ? group.steps.map((step) =>
          row('    ', step.state, `${step.step} ${step.title}`, spanOf([step], now), width),
        )
      : []),
  ]);
}

function isOpen({ kind, state, steps }: StepGroup): boolean {
  if (kind !== 'batch') return false;
  return state === 'running' || state === 'failed' || (state === 'skipped' && steps.some(hasBegun));
}

function row(indent: string, state: StepRecord['state'], label: string, span: string, width: number): Line {
  const { mark, tone } = LOOKS[state];
  return line(spread(`${indent}${mark} ${label}`, span, width), tone);
}

/** From the first beginning to the last end; what has not begun takes no time. */
function spanOf(steps: readonly StepRecord[], now: Date): string {
  const begun = steps.filter(hasBegun);
  const from = begun.map((step) => step.startedAt ?? '').sort()[0];
  const isRunning = begun.some((step) => step.endedAt === undefined);
  const last = begun
    .map((step) => step.endedAt ?? '')
    .sort()
    .at(-1);
  return showSpan(from, isRunning || last === undefined ? now : last) ?? '';
}

function hasBegun(step: StepRecord): boolean {
  return step.startedAt !== undefined;
}
