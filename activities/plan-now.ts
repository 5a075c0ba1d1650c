import { cancellationSignal } from '@temporalio/activity';
import type { App } from '../src/domain/app.ts';
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
import { planWithPrometheus, queryProblems } from './plan-canary.ts';

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
  return planOnce(targetNamed(targets, spec.target), spec, release, {
    bare: (found) => toPlan(spec, found),
    planned: (found) => Promise.resolve({ kind: 'planned', plan: toPlan(spec, found) }),
  });
}

/** The same of a canary's spec; also asks Prometheus what its checks need. */
export function planCanaryNow(
  targets: Targets,
  spec: CheckedCanarySpec,
  release: string,
): Promise<Planning<CanaryPlan>> {
  const target = targetNamed(targets, spec.target);
  const bare = (found: Found) => toCanaryPlan(spec, found);
  const planned = async (found: Found): Promise<Planning<CanaryPlan>> => {
    const entry = await target.loadBalancer.readEntry(spec.service, cancellationSignal());
    const sizeAtEnd = spec.app.instances ?? found.blue?.instances ?? 1;
    const problems = [...entryProblems(spec, entry), ...sizeProblems(spec, sizeAtEnd)];
    if (problems.length > 0) return { kind: 'refused', problems };
    if (found.green?.adopted.how === 'turn-back-first') {
      // It is planned again when stable is alone, with what Prometheus has of that; what it refuses, it refuses then, too.
      const refused = await queryProblems(target, spec, bare(found));
      return refused.length > 0
        ? { kind: 'refused', problems: refused }
        : { kind: 'planned', plan: bare(found) };
    }
    const result = await planWithPrometheus(target, spec, found);
    if (result.kind === 'planned') return result;
    // Metrics of a version that was released a moment ago come with the next scrapes.
    return { kind: 'not-yet', because: 'metrics of stable in Prometheus', problems: result.problems };
  };
  return planOnce(target, spec, release, { bare, planned });
}

/** One procedure's plan. */
interface Plans<Plan> {
  /** From the spec alone. */
  readonly bare: (found: Found) => Plan;
  /** With what other systems say to it. */
  readonly planned: (found: Found) => Promise<Planning<Plan>>;
}

async function planOnce<Plan extends BlueGreenPlan | CanaryPlan>(
  target: Target,
  spec: CheckedSpec,
  release: string,
  { bare, planned }: Plans<Plan>,
): Promise<Planning<Plan>> {
  const seen = await findApps(target, spec);
  if (seen.kind === 'not-yet') return seen;
  const looked = foundByLook(seen.apps, spec, release);
  if (looked.kind !== 'found') return looked;
  const { found } = looked;
  const how = found.green?.adopted.how;
  // Nothing of the spec happens then but the way back.
  if (how === 'turn-back') return { kind: 'planned', plan: bare(found) };
  const planning = await planned(found);
  if (planning.kind !== 'planned') return planning;
  const begins = how === 'turn-back-first' ? bare(withoutGreen(found)) : planning.plan;
  const problems = [...controlProblems(spec, countsOf(begins)), ...idProblems(spec, begins, found, seen.all)];
  return problems.length > 0 ? { kind: 'refused', problems } : planning;
}

/** As it will be found once green is turned back. */
function withoutGreen({ release, blue, previous }: Found): Found {
  return { release, ...(blue && { blue }), ...(previous && { previous }) };
}

/** A canary has no steps where nobody serves, whatever its spec says. */
function countsOf(plan: BlueGreenPlan | CanaryPlan): ReleaseCounts {
  const { blue, green } = plan;
  const { instances } = green;
  if ('procedure' in plan)
    return { instances, ...(blue !== undefined && blue.instances > 0 && { steps: plan.steps.length }) };
  const batches = planBatches(blue?.instances ?? 0, instances, plan.batches, plan.extraTasks).length;
  return { instances, batches };
}

/** An app of that id is in the way, unless it is the one that was found on its way. */
function idProblems(
  spec: CheckedSpec,
  { green: { appId } }: BlueGreenPlan | CanaryPlan,
  { green: onItsWay }: Found,
  all: readonly Pick<App, 'id'>[],
): readonly Problem[] {
  if (onItsWay?.appId === appId || !all.some(({ id }) => id === appId)) return [];
  return [taken(spec, appId)];
}

function taken(spec: CheckedSpec, id: string): Problem {
  const [arrives, serves] = spec.procedure === 'canary' ? ['the canary', 'stable'] : ['green', 'blue'];
  const remedy = `cannot be used: ${arrives} would be ${id}, which exists already. Remove that app, or name the right ${serves}`;
  return problemAt(['app', 'id'], spec.app.id, remedy);
}
