import type { StepRecord } from '../../domain/outcome.ts';

/** The steps of one batch, or one step outside of batches, or several batches that are alike. */
export interface StepGroup {
  readonly label: string;
  readonly kind: 'step' | 'batch' | 'batches';
  readonly state: StepRecord['state'];
  readonly steps: readonly StepRecord[];
}

/** More batches in a row than this, all done or all ahead, are shown as one. */
const MOST_ALIKE = 4;

/** A batch that picks more tasks in a second round has steps that were recorded later: they belong to it all the same. */
export function groupSteps(steps: readonly StepRecord[]): readonly StepGroup[] {
  const groups = new Map<string, StepRecord[]>();
  for (const step of steps) {
    const key = `${step.direction} ${step.batch === undefined ? `step ${step.step}` : `batch ${step.batch}`}`;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  const batches = Math.max(0, ...steps.map((it) => (it.direction === 'release' ? (it.batch ?? 0) : 0)));
  return foldAlike([...groups.values()].map((members) => groupOf(members, batches)));
}

function groupOf(steps: readonly StepRecord[], batches: number): StepGroup {
  const [first] = steps;
  const state = stateOf(steps);
  if (first?.batch === undefined)
    return { kind: 'step', label: `${first?.step ?? ''} ${first?.title ?? ''}`, state, steps };
  const label = first.direction === 'roll-back' ? 'the way back' : `batch ${first.batch} of ${batches}`;
  return { kind: 'batch', label, state, steps };
}

function stateOf(steps: readonly StepRecord[]): StepRecord['state'] {
  const states = new Set(steps.map((step) => step.state));
  const [first] = states;
  if (first !== undefined && states.size === 1) return first;
  if (states.has('running')) return 'running';
  if (states.has('failed')) return 'failed';
  // Between two steps, or stopped between two.
  return states.has('skipped') ? 'skipped' : 'running';
}

function foldAlike(groups: readonly StepGroup[]): readonly StepGroup[] {
  const runs: StepGroup[][] = [];
  for (const group of groups) {
    const last = runs.at(-1);
    const [head] = last ?? [];
    if (last !== undefined && head !== undefined && isAlike(head, group)) last.push(group);
    else runs.push([group]);
  }
  return runs.flatMap((run) => (run.length > MOST_ALIKE ? [folded(run)] : run));
}

function isAlike(one: StepGroup, other: StepGroup): boolean {
  return (
    one.kind === 'batch' &&
    other.kind === 'batch' &&
    one.state === other.state &&
    one.steps[0]?.direction === other.steps[0]?.direction &&
    one.state !== 'running'
  );
}

function folded(run: readonly StepGroup[]): StepGroup {
  const steps = run.flatMap((group) => group.steps);
  const label = `batches ${steps[0]?.batch ?? ''} to ${steps.at(-1)?.batch ?? ''}`;
  return { kind: 'batches', label, state: run[0]?.state ?? 'done', steps };
}
