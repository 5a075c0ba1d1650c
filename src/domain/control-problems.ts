import { planBatches } from './batches.ts';
import { toPlace } from './gate-place.ts';
import type { GatePlace } from './gates.ts';
import { toPlan } from './plan-from-spec.ts';
import { problemAt, type Path, type Problem } from './problem.ts';
import type { CheckedBlueGreenSpec, CheckedSpec } from './spec.ts';

/** What a release comes to, as far as it is known. */
export interface ReleaseCounts {
  readonly batches?: number;
  /** Of a canary, the last one, 100 %, included. */
  readonly steps?: number;
  /** Tasks of the new version at the end. */
  readonly instances?: number;
}

/**
 * What of a right spec cannot be in this release: a gate or `until` at a batch or step that never comes, and blue kept
 * warm without room for it. Each names its field, value and remedy.
 */
export function controlProblems(spec: CheckedSpec, counts: ReleaseCounts): readonly Problem[] {
  return [...placesOf(spec).flatMap((it) => beyond(it, counts)), ...warmProblems(spec, counts)];
}

/** What a spec alone tells of its release; batches by percentage depend on what serves. */
export function countsOfSpec(spec: CheckedBlueGreenSpec): ReleaseCounts {
  const { instances } = spec.app;
  if (instances === undefined) return {};
  if (spec.batches.percent !== undefined) return { instances };
  const { batches, extraTasks } = toPlan(spec, { release: 'none' });
  return { instances, batches: planBatches(0, instances, batches, extraTasks).length };
}

interface Placed {
  readonly path: Path;
  readonly text: string;
  readonly at: GatePlace;
}

function placesOf({ gates = [], until }: CheckedSpec): readonly Placed[] {
  const placed = gates.flatMap(({ before, after }, index): readonly Placed[] => [
    ...(before === undefined
      ? []
      : [{ path: ['gates', index, 'before'], text: before, at: toPlace('before', before) }]),
    ...(after === undefined
      ? []
      : [{ path: ['gates', index, 'after'], text: after, at: toPlace('after', after) }]),
  ]);
  if (until === undefined) return placed;
  return [...placed, { path: ['until'], text: until.point, at: toPlace('after', until.point) }];
}

function beyond({ path, text, at }: Placed, counts: ReleaseCounts): readonly Problem[] {
  const { point, number } = at;
  if (number === undefined || (point !== 'batch' && point !== 'step')) return [];
  const known = point === 'batch' ? counts.batches : counts.steps;
  if (known === undefined || number <= known) return [];
  const remedy = `never comes: ${point} ${known} is the last one. Name that, or one before`;
  return [problemAt(path, text, remedy)];
}

function warmProblems(spec: CheckedSpec, { instances }: ReleaseCounts): readonly Problem[] {
  if (spec.procedure === 'canary' || spec.bake.blue !== 'warm') return [];
  const { extraTasks } = spec.capacity;
  if (extraTasks === undefined || instances === undefined || extraTasks >= instances) return [];
  const remedy = `is less than the ${instances} tasks that run beside blue while it is kept warm: give at least ${instances}, or take bake.blue: stopped`;
  return [problemAt(['capacity', 'extraTasks'], extraTasks, remedy)];
}
