import { ApplicationFailure } from '@temporalio/activity';
import type { CheckedCanarySpec } from '../src/domain/canary-spec.ts';
import { needsPrometheus } from '../src/domain/checks/needs-prometheus.ts';
import type { BlueGreenPlan, CanaryPlan, ReleasePlan } from '../src/domain/plan.ts';
import { firstProblems, type Problem } from '../src/domain/problem.ts';
import { checkCanarySpec, checkSpec, renderSpecProblems, type SpecCheck } from '../src/domain/spec-errors.ts';
import type { CheckedBlueGreenSpec, CheckedSpec } from '../src/domain/spec.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import { planBlueGreenNow, planCanaryNow, type Planning } from './plan-now.ts';
import { again, over, watch } from './watch.ts';

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
     * Finds out what serves now, and what was on its way to replace it, and answers the plan of the release. Waits for a
     * running deployment of blue, within a bound. Throws a final `InvalidInput` when blue is not clear, green's id is
     * taken, or what was found is not to be adopted. Changes nothing.
     */
    async planRelease(input: { spec: CheckedBlueGreenSpec; release: string }): Promise<BlueGreenPlan> {
      return planned(() => planBlueGreenNow(targets, input.spec, input.release), metricsPatienceMs);
    },

    /**
     * The same for a canary. Chooses the metrics of its checks by what Prometheus has of stable, and has Prometheus read
     * every query. Throws a final `InvalidInput` also for a query that is refused, and for sticky users or routes that
     * HAProxy's configuration does not know.
     */
    async planCanary(input: { spec: CheckedCanarySpec; release: string }): Promise<CanaryPlan> {
      return planned(() => planCanaryNow(targets, input.spec, input.release), metricsPatienceMs);
    },
  };
}

/** Looks until there is a plan, or a reason why there will be none. */
async function planned<Plan extends ReleasePlan>(
  planOnce: () => Promise<Planning<Plan>>,
  metricsPatienceMs: number,
): Promise<Plan> {
  return watch<null, Plan>({
    timeoutMs: PATIENCE_MS,
    everyMs: 1_000,
    initial: null,
    onTimeout: (_, problem, { waitingFor = 'an answer' }) => {
      const why = problem ?? `it waited for ${waitingFor}. Let a deployment end, or cancel it in Marathon`;
      const within = `no plan within ${PATIENCE_MS / 1000} s`;
      throw ApplicationFailure.nonRetryable(`${within}: ${why}. Nothing was changed`, 'NotPlanned');
    },
    look: async (_, watchedMs) => {
      const planning = await planOnce();
      if (planning.kind === 'planned') return over(planning.plan);
      if (planning.kind === 'refused') throw invalid(planning.problems);
      if (planning.problems !== undefined && watchedMs >= metricsPatienceMs) throw invalid(planning.problems);
      return again(null, planning.because);
    },
  });
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
  return ApplicationFailure.nonRetryable(
    renderSpecProblems(problems),
    'InvalidInput',
    firstProblems(problems),
  );
}
