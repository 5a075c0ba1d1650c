import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import type { App } from '../src/domain/app.ts';
import { findBlue } from '../src/domain/find-blue.ts';
import { isServiceable } from '../src/domain/health-verdict.ts';
import { toPlan } from '../src/domain/plan-from-spec.ts';
import type { BlueGreenPlan } from '../src/domain/plan.ts';
import { problemAt, type Problem } from '../src/domain/problem.ts';
import { checkSpec, renderSpecProblems } from '../src/domain/spec-errors.ts';
import type { CheckedSpec } from '../src/domain/spec.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { watch, type Look } from './watch.ts';

const PATIENCE_MS = 120_000;

export function planActivities(targets: Targets) {
  return {
    /**
     * Answers the spec with every default filled in. Throws a final `InvalidInput` that names each wrong field, its
     * value and the remedy. Changes nothing.
     */
    async checkSpec(input: unknown): Promise<CheckedSpec> {
      const check = checkSpec(input);
      if (check.kind === 'invalid') throw invalid(check.problems);
      const target = targetNamed(targets, check.spec.target);
      const checks = check.spec.bake.checks;
      if (checks.length > 0 && target.prometheus === undefined) {
        throw invalid([
          problemAt(
            ['bake', 'checks'],
            checks.length,
            `need Prometheus: give target "${check.spec.target}" one, or leave them out`,
          ),
        ]);
      }
      return Promise.resolve(check.spec);
    },

    /**
     * Finds out what serves now and answers the plan of the release. Waits for a running deployment of blue, within a
     * bound. Throws a final `InvalidInput` when blue is not clear or green's id is taken. Changes nothing.
     */
    async planRelease(input: { spec: CheckedSpec; release: string }): Promise<BlueGreenPlan> {
      const target = targetNamed(targets, input.spec.target);
      return watch<null, BlueGreenPlan>({
        timeoutMs: PATIENCE_MS,
        everyMs: 1_000,
        initial: null,
        onTimeout: (_, problem) => {
          throw ApplicationFailure.nonRetryable(
            `no plan within ${PATIENCE_MS / 1000} s: ${problem ?? `blue is still being deployed: let that end, or cancel it in Marathon`}. Nothing was changed`,
            'NotPlanned',
          );
        },
        look: () => planOnce(target, input.spec, input.release),
      });
    },
  };
}

async function planOnce(
  target: Target,
  spec: CheckedSpec,
  release: string,
): Promise<Look<null, BlueGreenPlan>> {
  const apps = await target.marathon.listApps(cancellationSignal());
  const found = findBlue(apps, spec);
  if (found.kind === 'problem') throw invalid([found.problem]);
  const blue = found.kind === 'found' ? found.app : undefined;
  if (blue !== undefined && blue.deployments.length > 0) {
    return {
      kind: 'again',
      state: null,
      sighting: {
        at: new Date().toISOString(),
        waitingFor: `deployment ${blue.deployments.join(', ')} of ${blue.id} to end`,
        apps: [],
      },
    };
  }
  const plan = toPlan(spec, {
    release,
    ...(blue === undefined ? {} : { blue: { appId: blue.id, instances: blue.instances } }),
  });
  if (apps.some((app) => app.id === plan.green.appId)) {
    throw invalid([
      problemAt(
        ['app', 'id'],
        spec.app.id,
        `cannot be used: green would be ${plan.green.appId}, which exists already. Remove that app, or name the right blue`,
      ),
    ]);
  }
  return {
    kind: 'over',
    result:
      blue === undefined || plan.blue === undefined
        ? plan
        : { ...plan, blue: { ...plan.blue, healthyAtStart: healthyTasks(blue) } },
  };
}

function healthyTasks(app: App): number {
  return app.tasks.filter((task) => isServiceable(task, app)).length;
}

function invalid(problems: readonly Problem[]): ApplicationFailure {
  return ApplicationFailure.nonRetryable(renderSpecProblems(problems), 'InvalidInput', problems);
}
