import { cancellationSignal } from '@temporalio/activity';
import { toCanaryPlan } from '../src/domain/canary-plan.ts';
import { entryProblems } from '../src/domain/canary-entry.ts';
import { sizeProblems } from '../src/domain/canary-size-problems.ts';
import type { CheckedCanarySpec } from '../src/domain/canary-spec.ts';
import { foundByLook } from '../src/domain/found-by-look.ts';
import { toPlan, type Found } from '../src/domain/plan-from-spec.ts';
import { planBatches } from '../src/domain/batches.ts';
import { controlProblems, type ReleaseCounts } from '../src/domain/control-problems.ts';
import type { BlueGreenPlan, CanaryPlan } from '../src/domain/plan.ts';
import { problemAt, type Problem } from '../src/domain/problem.ts';
import type { CheckedBlueGreenSpec, CheckedSpec } from '../src/domain/spec.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { findApps } from './find-apps.ts';
import { planWithPrometheus } from './plan-canary.ts';

/** What one look at the live systems makes of a spec. */
export type Planning<Plan = BlueGreenPlan | CanaryPlan> =
  | { readonly kind: 'planned'; readonly plan: Plan }
  /** by something that a person has to change */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  /** by something that passes; `problems`: what it comes to when it does not pass */
  | { readonly kind: 'not-yet'; readonly because: string; readonly problems?: readonly Problem[] };

/**
 * The plan of a release, by one look and without waiting. Changes nothing. Throws what the clients throw, for a system
 * that cannot be reached. Needs the context of an activity.
 */
export function planNow(targets: Targets, spec: CheckedSpec, release: string): Promise<Planning> {
  return spec.procedure === 'canary'
    ? planCanaryNow(targets, spec, release)
    : planBlueGreenNow(targets, spec, release);
}

/** The same of a blue-green spec. */
export function planBlueGreenNow(
  targets: Targets,
  spec: CheckedBlueGreenSpec,
  release: string,
): Promise<Planning<BlueGreenPlan>> {
  return planOnce(targetNamed(targets, spec.target), spec, release, (found) =>
    Promise.resolve({ kind: 'planned', plan: toPlan(spec, found) }),
  );
}

/** The same of a canary's spec; also asks Prometheus what its checks need. */
export function planCanaryNow(
  targets: Targets,
  spec: CheckedCanarySpec,
  release: string,
): Promise<Planning<CanaryPlan>> {
  const target = targetNamed(targets, spec.target);
  return planOnce(target, spec, release, async (found) => {
    const how = found.green?.adopted.how;
    if (how === 'turn-back') return { kind: 'planned', plan: toCanaryPlan(spec, found) };
    const entry = await target.loadBalancer.readEntry(spec.service, cancellationSignal());
    const sizeAtEnd = spec.app.instances ?? found.blue?.instances ?? 1;
    const problems = [...entryProblems(spec, entry), ...sizeProblems(spec, sizeAtEnd)];
    if (problems.length > 0) return { kind: 'refused', problems };
    // It is planned again when stable is alone, with what Prometheus has of that.
    if (how === 'turn-back-first') return { kind: 'planned', plan: toCanaryPlan(spec, found) };
    const result = await planWithPrometheus(target, spec, found);
    if (result.kind === 'planned') return result;
    // Metrics of a version that was released a moment ago come with the next scrapes.
    return { kind: 'not-yet', because: 'metrics of stable in Prometheus', problems: result.problems };
  });
}

async function planOnce<Plan extends BlueGreenPlan | CanaryPlan>(
  target: Target,
  spec: CheckedSpec,
  release: string,
  toPlan: (found: Found) => Promise<Planning<Plan>>,
): Promise<Planning<Plan>> {
  const seen = await findApps(target, spec);
  if (seen.kind === 'not-yet') return seen;
  const looked = foundByLook(seen.apps, spec, release);
  if (looked.kind !== 'found') return looked;
  const { found } = looked;
  const planning = await toPlan(found);
  if (planning.kind !== 'planned') return planning;
  const problems = controlProblems(spec, countsOf(planning.plan));
  if (problems.length > 0) return { kind: 'refused', problems };
  if (found.green !== undefined) return planning;
  const { green } = planning.plan;
  return seen.all.some(({ id }) => id === green.appId)
    ? { kind: 'refused', problems: [taken(spec, green.appId)] }
    : planning;
}

/** A first canary has no steps, whatever its spec says. */
function countsOf(plan: BlueGreenPlan | CanaryPlan): ReleaseCounts {
  const { blue, green } = plan;
  const { instances } = green;
  if ('procedure' in plan) return { instances, ...(blue !== undefined && { steps: plan.steps.length }) };
  const batches = planBatches(blue?.instances ?? 0, instances, plan.batches, plan.extraTasks).length;
  return { instances, batches };
}

function taken(spec: CheckedSpec, id: string): Problem {
  const [arrives, serves] = spec.procedure === 'canary' ? ['the canary', 'stable'] : ['green', 'blue'];
  const remedy = `cannot be used: ${arrives} would be ${id}, which exists already. Remove that app, or name the right ${serves}`;
  return problemAt(['app', 'id'], spec.app.id, remedy);
}
