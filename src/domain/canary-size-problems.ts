import { nameOf, type CheckInSpec } from './canary-spec-checks.ts';
import type { CheckedCanarySpec } from './canary-spec.ts';
import { sizesOfCanary } from './canary-sizes.ts';
import { expandSteps } from './canary-steps.ts';
import { useOfChecks } from './canary-use.ts';
import type { CanaryStep } from './canary.ts';
import { problemAt, valueAt, type Path, type Problem } from './problem.ts';

/**
 * A canary that shrinks beside a check of its tasks: nothing in Prometheus tells a task that Pacer has ended from one that
 * has failed, so a well canary would be sent back. `instancesAtEnd` is that of the spec, or what serves now.
 */
export function sizeProblems(spec: CheckedCanarySpec, instancesAtEnd: number): readonly Problem[] {
  const steps = expandSteps(spec);
  const sizes = sizesOfCanary(steps, instancesAtEnd);
  const at = sizes.findIndex((size, index) => size < (sizes[index - 1] ?? 0));
  if (at < 0) return [];
  const misled = spec.checks.find((check) => isMisled(check) && lastStepBeside(spec, steps, check) > at);
  if (misled === undefined) return [];
  const scaled = steps.slice(0, at + 1).findLastIndex(({ kind }) => kind === 'set-canary-scale');
  const path: Path = ['steps', scaled];
  const message = shrinks(misled, sizes[at - 1] ?? 0, sizes[at] ?? 0, at + 1);
  return [problemAt(path, valueAt(spec, path), message)];
}

function shrinks(check: CheckInSpec, from: number, to: number, step: number): string {
  const other = check.check === 'unhealthy-tasks' ? 'measure the check with source: haproxy, ' : '';
  return `lets the canary shrink, from ${from} to ${to} tasks at step ${step}, and the check ${JSON.stringify(nameOf(check))} would count those as failed. Let it only grow, ${other}or say dryRun: true in the check`;
}

/** In HAProxy a server that Pacer takes out is never down. */
function isMisled({ check, source, dryRun }: CheckInSpec): boolean {
  if (dryRun) return false;
  return check === 'restarts' || (check === 'unhealthy-tasks' && source !== 'haproxy');
}

/** Index of the last step that the check is measured in or beside. */
function lastStepBeside(spec: CheckedCanarySpec, steps: readonly CanaryStep[], check: CheckInSpec): number {
  const name = nameOf(check);
  const { background, bake } = useOfChecks(spec);
  if (background.includes(name) || bake.includes(name)) return Infinity;
  return steps.findLastIndex((step) => step.kind === 'analysis' && step.checks.includes(name));
}
