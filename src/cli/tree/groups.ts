import type { StepRecord } from '../../domain/outcome.ts';
import type { Procedure } from '../../domain/status.ts';

/** The steps of one batch, or one step outside of batches or of a canary's spec, or several groups that are alike. */
export interface StepGroup {
  readonly label: string;
  readonly kind: 'step' | 'canary-step' | 'batch' | 'several';
  readonly state: StepRecord['state'];
  readonly steps: readonly StepRecord[];
}

/** More batches, or folded steps of a spec, in a row than this, all done or all ahead, are shown as one. */
const MOST_ALIKE = { batch: 4, 'canary-step': 2 } as const;

/**
 * A batch that picks more tasks in a second round has steps that were recorded later: they belong to it all the same.
 * Steps of a canary's spec are folded unless `opened`.
 */
export function groupSteps(
  steps: readonly StepRecord[],
  procedure: Procedure,
  opened: boolean,
): readonly StepGroup[] {
  const groups = new Map<string, StepRecord[]>();
  for (const step of steps) {
    const key = keyOf(step);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  const totals = totalsOf(steps);
  return foldAlike(
    [...groups.values()].map((members) => groupOf(members, totals, procedure)),
    opened ? ['batch'] : ['batch', 'canary-step'],
  );
}

interface Totals {
  readonly batches: number;
  readonly canarySteps: number;
}

function keyOf({ direction, batch, canaryStep, step }: StepRecord): string {
  if (batch !== undefined) return `${direction} batch ${batch}`;
  return canaryStep === undefined ? `${direction} step ${step}` : `${direction} canary ${canaryStep}`;
}

function totalsOf(steps: readonly StepRecord[]): Totals {
  const largest = (numbers: readonly (number | undefined)[]) => Math.max(0, ...numbers.map((it) => it ?? 0));
  const released = steps.filter((it) => it.direction === 'release');
  return {
    batches: largest(released.map((it) => it.batch)),
    canarySteps: largest(released.map((it) => it.canaryStep)),
  };
}

function groupOf(steps: readonly StepRecord[], totals: Totals, procedure: Procedure): StepGroup {
  const [first] = steps;
  const state = stateOf(steps);
  if (first?.canaryStep !== undefined) {
    const number = String(first.canaryStep).padStart(String(totals.canarySteps).length);
    const label = `step ${number} of ${totals.canarySteps}  ${first.title}`;
    return { kind: 'canary-step', label, state, steps };
  }
  if (first?.batch === undefined)
    return { kind: 'step', label: `${first?.step ?? ''} ${first?.title ?? ''}`, state, steps };
  return { kind: 'batch', label: batchLabel(first, totals.batches, procedure), state, steps };
}

function batchLabel({ direction, batch }: StepRecord, batches: number, procedure: Procedure): string {
  if (direction === 'roll-back') return 'the way back';
  return procedure === 'canary' ? 'stable leaves' : `batch ${batch ?? ''} of ${batches}`;
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

type Foldable = keyof typeof MOST_ALIKE;

function foldAlike(groups: readonly StepGroup[], foldable: readonly Foldable[]): readonly StepGroup[] {
  const runs: StepGroup[][] = [];
  for (const group of groups) {
    const last = runs.at(-1);
    const [head] = last ?? [];
    if (last !== undefined && head !== undefined && isAlike(head, group)) last.push(group);
    else runs.push([group]);
  }
  return runs.flatMap((run) => {
    const kind = foldable.find((it) => it === run[0]?.kind);
    return kind !== undefined && run.length > MOST_ALIKE[kind] ? [folded(run, kind)] : run;
  });
}

function isAlike(one: StepGroup, other: StepGroup): boolean {
  return (
    one.kind === other.kind &&
    one.state === other.state &&
    one.steps[0]?.direction === other.steps[0]?.direction &&
    one.state !== 'running'
  );
}

function folded(run: readonly StepGroup[], kind: Foldable): StepGroup {
  const steps = run.flatMap((group) => group.steps);
  const [first, last] = [steps[0], steps.at(-1)];
  const label =
    kind === 'batch'
      ? `batches ${first?.batch ?? ''} to ${last?.batch ?? ''}`
      : `steps ${first?.canaryStep ?? ''} to ${last?.canaryStep ?? ''}`;
  return { kind: 'several', label, state: run[0]?.state ?? 'done', steps };
}
