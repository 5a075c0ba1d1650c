import { cancellationSignal } from '@temporalio/activity';
import { placesOf, toCanaryPlan } from '../src/domain/canary-plan.ts';
import { nameOf, type CheckInSpec } from '../src/domain/canary-spec-checks.ts';
import type { CheckedCanarySpec } from '../src/domain/canary-spec.ts';
import type { Check } from '../src/domain/analysis.ts';
import { formsOf, isToBeChosen, type CheckForm } from '../src/domain/checks/forms.ts';
import { fill, type Places } from '../src/domain/checks/placeholders.ts';
import { windowOf, type VersionPlaces } from '../src/domain/checks/to-check.ts';
import type { Found } from '../src/domain/plan-from-spec.ts';
import type { CanaryPlan } from '../src/domain/plan.ts';
import { problemAt, type Problem } from '../src/domain/problem.ts';
import type { Prometheus, QueryAnswer } from '../src/clients/prometheus.ts';
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
  const places = placesOf(spec.service, bare.green, bare.blue);
  const forms = new Map<string, CheckForm>();
  const problems: Problem[] = [];
  for (const [index, check] of spec.checks.entries()) {
    if (!isToBeChosen(check)) continue;
    const form = await formWithData(prometheus, check, spec, places.stable);
    if (form === undefined) problems.push(noData(check, index, places.stable.app));
    else forms.set(nameOf(check), form);
  }
  if (problems.length > 0) return { kind: 'invalid', problems };
  const plan = toCanaryPlan(spec, found, { forms });
  const answers = await firstAnswers(prometheus, spec, plan.checks, places);
  const refused = answers.filter((it) => 'field' in it);
  if (refused.length > 0) return { kind: 'invalid', problems: refused };
  // A query of the spec's own may well have an answer that has nothing to do with the canary.
  const late = spec.checks
    .filter((check, index) => check.check !== undefined && seesSomething(answers[index]))
    .map(nameOf);
  return {
    kind: 'planned',
    plan: late.length === 0 ? plan : toCanaryPlan(spec, found, { forms, late: new Set(late) }),
  };
}

/** The queries of a plan's checks that Prometheus does not take, whatever it has of both versions. */
export async function queryProblems(
  { prometheus }: Target,
  spec: CheckedCanarySpec,
  { green, blue, checks }: CanaryPlan,
): Promise<readonly Problem[]> {
  if (prometheus === undefined || blue === undefined) return [];
  const answers = await firstAnswers(prometheus, spec, checks, placesOf(spec.service, green, blue));
  return answers.filter((it) => 'field' in it);
}

function firstAnswers(
  prometheus: Prometheus,
  spec: CheckedCanarySpec,
  checks: readonly Check[],
  places: VersionPlaces,
): Promise<readonly (QueryAnswer | Problem)[]> {
  return Promise.all(
    checks.map((check, index) =>
      firstAnswer(prometheus, check, ownForStable(spec.checks[index], places), index),
    ),
  );
}

function seesSomething(answer: QueryAnswer | Problem | undefined): boolean {
  return answer !== undefined && 'kind' in answer && answer.kind === 'value';
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
    `cannot be measured: Prometheus has neither the app's own metrics nor those of HAProxy for ${stable ?? 'stable'} within ${check.window}. Name them in metrics, let Prometheus scrape one of the two, give a window of at least two scrapes, or a query`,
  );
}

/** A query of the spec's own, as it is for stable, of which there is something to see. */
function ownForStable(written: CheckInSpec | undefined, { stable }: VersionPlaces): string | undefined {
  if (written?.query === undefined) return undefined;
  return fill(written.query, { ...stable, window: windowOf(written.window) });
}

/** What Prometheus answers for the canary, which is not there yet; or the problem, when it refuses a query. */
async function firstAnswer(
  prometheus: Prometheus,
  check: Check,
  ofStable: string | undefined,
  index: number,
): Promise<QueryAnswer | Problem> {
  const wanted = [check.query, check.versus?.query, check.minRequests?.query, ofStable];
  const queries = new Set(wanted.filter((it) => it !== undefined));
  const answers: QueryAnswer[] = [];
  for (const query of queries) {
    try {
      answers.push(await prometheus.query(query, cancellationSignal()));
    } catch (error) {
      if (!(error instanceof Error) || !['QueryRejected', 'QueryAmbiguous'].includes(error.name)) throw error;
      return problemAt(['checks', index, 'query'], query, `is refused by Prometheus: ${error.message}`);
    }
  }
  return answers[0] ?? { kind: 'no-data' };
}
