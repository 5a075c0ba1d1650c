import { cancellationSignal } from '@temporalio/activity';
import { placesOf, toCanaryPlan } from '../src/domain/canary-plan.ts';
import { nameOf, type CheckInSpec } from '../src/domain/canary-spec-checks.ts';
import type { CheckedCanarySpec } from '../src/domain/canary-spec.ts';
import type { Check } from '../src/domain/analysis.ts';
import { formsOf, isToBeChosen, type CheckForm } from '../src/domain/checks/forms.ts';
import { fill, type Places } from '../src/domain/checks/placeholders.ts';
import { windowOf } from '../src/domain/checks/to-check.ts';
import type { Found } from '../src/domain/plan-from-spec.ts';
import type { CanaryPlan } from '../src/domain/plan.ts';
import { problemAt, type Problem } from '../src/domain/problem.ts';
import type { Prometheus } from '../src/clients/prometheus.ts';
import type { Target } from './dependencies.ts';

export type PlannedCanary =
  | { readonly kind: 'planned'; readonly plan: CanaryPlan }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** The plan of a canary whose checks have been chosen with, and whose queries were understood by, Prometheus. */
export async function planWithPrometheus(
  target: Target,
  spec: CheckedCanarySpec,
  found: Found,
): Promise<PlannedCanary> {
  const bare = toCanaryPlan(spec, found);
  const { prometheus } = target;
  if (bare.checks.length === 0 || bare.blue === undefined || prometheus === undefined)
    return { kind: 'planned', plan: bare };
  const { stable } = placesOf(spec.service, bare.green, bare.blue);
  const forms = new Map<string, CheckForm>();
  const problems: Problem[] = [];
  for (const [index, check] of spec.checks.entries()) {
    if (!isToBeChosen(check)) continue;
    const form = await formWithData(prometheus, check, spec, stable);
    if (form === undefined) problems.push(noData(check, index, stable.app));
    else forms.set(nameOf(check), form);
  }
  if (problems.length > 0) return { kind: 'invalid', problems };
  const plan = toCanaryPlan(spec, found, forms);
  const refused = await Promise.all(plan.checks.map((check, index) => refusal(prometheus, check, index)));
  const wrong = refused.filter((it) => it !== undefined);
  return wrong.length > 0 ? { kind: 'invalid', problems: wrong } : { kind: 'planned', plan };
}

/** The first way to measure of which stable has data; the only one that a spec names needs none. */
async function formWithData(
  prometheus: Prometheus,
  check: CheckInSpec,
  spec: CheckedCanarySpec,
  stable: Partial<Places>,
): Promise<CheckForm | undefined> {
  const forms = formsOf(check, spec.metrics);
  const window = windowOf(check.window);
  for (const form of forms) {
    const answer = await prometheus.query(fill(form.probe, { ...stable, window }), cancellationSignal());
    if (answer.kind === 'value') return form;
  }
  return check.source === 'auto' ? undefined : forms[0];
}

function noData(check: CheckInSpec, index: number, stable: string | undefined): Problem {
  const field = check.check === undefined ? 'minRequests' : 'check';
  return problemAt(
    ['checks', index, field],
    check[field],
    `cannot be measured: Prometheus has neither the app's own metrics nor those of HAProxy for ${stable ?? 'stable'} within ${check.window}. Name them in metrics, let Prometheus scrape one of the two, or give a query`,
  );
}

async function refusal(prometheus: Prometheus, check: Check, index: number): Promise<Problem | undefined> {
  for (const query of [check.query, check.versus?.query, check.minRequests?.query]) {
    if (query === undefined) continue;
    try {
      await prometheus.query(query, cancellationSignal());
    } catch (error) {
      if (!(error instanceof Error) || !['QueryRejected', 'QueryAmbiguous'].includes(error.name)) throw error;
      return problemAt(['checks', index, 'query'], query, `is refused by Prometheus: ${error.message}`);
    }
  }
  return undefined;
}
