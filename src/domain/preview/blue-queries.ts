import { placesOf } from '../canary-plan.ts';
import { nameOf } from '../canary-spec-checks.ts';
import type { CheckedCanarySpec } from '../canary-spec.ts';
import { formsOf } from '../checks/forms.ts';
import { toCheck } from '../checks/to-check.ts';
import type { BlueGreenPlan, CanaryPlan, ReleasePlan } from '../plan.ts';
import { fieldName } from '../problem.ts';
import type { CheckedBlueGreenSpec, CheckedSpec } from '../spec.ts';
import type { QueryToTry } from './facts.ts';

/**
 * The queries of the spec as they are for the version that serves now: of the new one there is nothing to see yet. None
 * for a first release.
 */
export function blueQueries(spec: CheckedSpec, plan: BlueGreenPlan | CanaryPlan): readonly QueryToTry[] {
  if (plan.blue === undefined) return [];
  if (spec.procedure !== 'canary') return ofBake(spec, plan.blue.appId);
  return 'procedure' in plan ? ofChecks(spec, plan, plan.blue) : [];
}

function ofBake({ bake, service }: CheckedBlueGreenSpec, blueId: string): readonly QueryToTry[] {
  return bake.checks.map(({ name, query }, index) => ({
    field: fieldName(['bake', 'checks', index, 'query'], 'spec'),
    check: name,
    query: query.replaceAll('{{app}}', () => blueId).replaceAll('{{service}}', () => service),
  }));
}

/** By the form that planning has chosen for each. */
function ofChecks(
  spec: CheckedCanarySpec,
  plan: CanaryPlan,
  stable: NonNullable<ReleasePlan['blue']>,
): readonly QueryToTry[] {
  const places = placesOf(spec.service, plan.green, stable);
  const ofStable = { canary: places.stable, stable: places.stable };
  return spec.checks.flatMap((written, index): readonly QueryToTry[] => {
    const name = nameOf(written);
    const planned = plan.checks.find((it) => it.name === name);
    const form = formsOf(written, spec.metrics).find(
      (it) => toCheck(written, it, places, false).query === planned?.query,
    );
    if (form === undefined) return [];
    const { query } = toCheck(written, form, ofStable, false);
    const key = written.query === undefined ? 'check' : 'query';
    return [{ field: fieldName(['checks', index, key], 'spec'), check: name, query }];
  });
}
