import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import type { App } from '../src/domain/app.ts';
import { entryProblems } from '../src/domain/canary-entry.ts';
import { sizeProblems } from '../src/domain/canary-size-problems.ts';
import type { CheckedCanarySpec } from '../src/domain/canary-spec.ts';
import { needsPrometheus } from '../src/domain/checks/needs-prometheus.ts';
import { findBlue } from '../src/domain/find-blue.ts';
import { isServiceable } from '../src/domain/health-verdict.ts';
import { toPlan, type Found } from '../src/domain/plan-from-spec.ts';
import type { BlueGreenPlan, CanaryPlan, ReleasePlan } from '../src/domain/plan.ts';
import { problemAt, type Problem } from '../src/domain/problem.ts';
import { checkCanarySpec, checkSpec, renderSpecProblems, type SpecCheck } from '../src/domain/spec-errors.ts';
import type { CheckedBlueGreenSpec, CheckedSpec } from '../src/domain/spec.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { planWithPrometheus } from './plan-canary.ts';
import { again, over, watch, type Look } from './watch.ts';

const PATIENCE_MS = 120_000;

interface Patience {
  /** How long the metrics of stable may take to come. */
  readonly metricsPatienceMs: number;
}

const patience: Patience = { metricsPatienceMs: 15_000 };

export function planActivities(targets: Targets, { metricsPatienceMs }: Patience = patience) {
  return {
    /**
     * Answers the spec with every default filled in. Throws a final `InvalidInput` that names each wrong field, its
     * value and the remedy. Changes nothing.
     */
    async checkSpec(input: unknown): Promise<CheckedBlueGreenSpec> {
      const spec = valid(checkSpec(input));
      demandPrometheus(targets, spec, spec.bake.checks.length);
      return Promise.resolve(spec);
    },

    /** The same for a canary's spec. */
    async checkCanarySpec(input: unknown): Promise<CheckedCanarySpec> {
      const spec = valid(checkCanarySpec(input));
      demandPrometheus(targets, spec, spec.checks.length);
      return Promise.resolve(spec);
    },

    /**
     * Finds out what serves now and answers the plan of the release. Waits for a running deployment of blue, within a
     * bound. Throws a final `InvalidInput` when blue is not clear or green's id is taken. Changes nothing.
     */
    async planRelease(input: { spec: CheckedBlueGreenSpec; release: string }): Promise<BlueGreenPlan> {
      const target = targetNamed(targets, input.spec.target);
      return planned(target, input.spec, input.release, (found) =>
        Promise.resolve(over(toPlan(input.spec, found))),
      );
    },

    /**
     * The same for a canary. Chooses the metrics of its checks by what Prometheus has of stable, and has Prometheus read
     * every query. Throws a final `InvalidInput` also for a query that is refused, and for sticky users or routes that
     * HAProxy's configuration does not know.
     */
    async planCanary(input: { spec: CheckedCanarySpec; release: string }): Promise<CanaryPlan> {
      const { spec } = input;
      const target = targetNamed(targets, spec.target);
      return planned(target, spec, input.release, async (found, watchedMs) => {
        const entry = await target.loadBalancer.readEntry(spec.service, cancellationSignal());
        const sizeAtEnd = spec.app.instances ?? found.blue?.instances ?? 1;
        const problems = [...entryProblems(spec, entry), ...sizeProblems(spec, sizeAtEnd)];
        if (problems.length > 0) throw invalid(problems);
        const result = await planWithPrometheus(target, spec, found);
        if (result.kind === 'planned') return over(result.plan);
        // Metrics of a version that was released a moment ago come with the next scrapes.
        if (watchedMs >= metricsPatienceMs) throw invalid(result.problems);
        return again(null, 'metrics of stable in Prometheus');
      });
    },
  };
}

type ToPlan<Plan> = (found: Found, watchedMs: number) => Promise<Look<null, Plan>>;

async function planned<Plan extends ReleasePlan>(
  target: Target,
  spec: CheckedSpec,
  release: string,
  plan: ToPlan<Plan>,
): Promise<Plan> {
  return watch<null, Plan>({
    timeoutMs: PATIENCE_MS,
    everyMs: 1_000,
    initial: null,
    onTimeout: (_, problem) => {
      throw ApplicationFailure.nonRetryable(
        `no plan within ${PATIENCE_MS / 1000} s: ${problem ?? `what serves now is still being deployed: let that end, or cancel it in Marathon`}. Nothing was changed`,
        'NotPlanned',
      );
    },
    look: (_, watchedMs) => planOnce(target, spec, release, (found) => plan(found, watchedMs)),
  });
}

async function planOnce<Plan extends ReleasePlan>(
  target: Target,
  spec: CheckedSpec,
  release: string,
  toPlan: (found: Found) => Promise<Look<null, Plan>>,
): Promise<Look<null, Plan>> {
  const apps = await target.marathon.listApps(cancellationSignal());
  const found = findBlue(apps, spec);
  if (found.kind === 'problem') throw invalid([found.problem]);
  const blue = found.kind === 'found' ? found.app : undefined;
  if (blue !== undefined && blue.deployments.length > 0)
    return again(null, `deployment ${blue.deployments.join(', ')} of ${blue.id} to end`);
  const look = await toPlan({
    release,
    ...(blue === undefined ? {} : { blue: { appId: blue.id, instances: blue.instances } }),
  });
  if (look.kind === 'again') return look;
  const plan = look.result;
  if (apps.some((app) => app.id === plan.green.appId)) throw invalid([taken(spec, plan.green.appId)]);
  if (blue === undefined || plan.blue === undefined) return look;
  return over({ ...plan, blue: { ...plan.blue, healthyAtStart: healthyTasks(blue) } });
}

function taken(spec: CheckedSpec, id: string): Problem {
  const [arrives, serves] = spec.procedure === 'canary' ? ['the canary', 'stable'] : ['green', 'blue'];
  const remedy = `cannot be used: ${arrives} would be ${id}, which exists already. Remove that app, or name the right ${serves}`;
  return problemAt(['app', 'id'], spec.app.id, remedy);
}

function healthyTasks(app: App): number {
  return app.tasks.filter((task) => isServiceable(task, app)).length;
}

function valid<Spec>(check: SpecCheck<Spec>): Spec {
  if (check.kind === 'invalid') throw invalid(check.problems);
  return check.spec;
}

function demandPrometheus(targets: Targets, spec: CheckedSpec, checks: number): void {
  const target = targetNamed(targets, spec.target);
  const problem = target.prometheus === undefined ? needsPrometheus(spec, checks) : undefined;
  if (problem !== undefined) throw invalid([problem]);
}

function invalid(problems: readonly Problem[]): ApplicationFailure {
  return ApplicationFailure.nonRetryable(renderSpecProblems(problems), 'InvalidInput', problems);
}
