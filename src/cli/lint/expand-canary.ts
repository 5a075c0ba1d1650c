import { placesOf } from '../../domain/canary-plan.ts';
import { nameOf, type CheckInSpec } from '../../domain/canary-spec-checks.ts';
import { sizesOfCanary } from '../../domain/canary-sizes.ts';
import type { CheckedCanarySpec } from '../../domain/canary-spec.ts';
import { expandSteps, lacksFullWeight } from '../../domain/canary-steps.ts';
import { titleOfCanaryStep } from '../../domain/canary-title.ts';
import { useOfChecks } from '../../domain/canary-use.ts';
import { limitText } from '../../domain/analysis-limit.ts';
import { formsOf, isToBeChosen } from '../../domain/checks/forms.ts';
import {
  comparisonOf,
  toCheck,
  toRules,
  type CheckRules,
  type VersionPlaces,
} from '../../domain/checks/to-check.ts';
import { durationText } from '../../domain/duration-text.ts';
import { toSharedPlan } from '../../domain/plan-from-spec.ts';
import { fieldName } from '../../domain/problem.ts';
import { controlInWords } from './expand-control.ts';
import type { ExpandedCheck, ExpandedStep, Expansion, MeasuringWay } from './expansion.ts';

/** The steps of a canary with the tasks they need, and every check with the queries it may come to. */
export function expandCanary(spec: CheckedCanarySpec): Expansion {
  return {
    procedure: 'canary',
    service: spec.service,
    target: spec.target,
    steps: stepsOf(spec),
    control: controlInWords(spec),
    checks: spec.checks.map((_, index) => expandedCheck(spec, index)),
    notes: notesOf(spec),
  };
}

function stepsOf(spec: CheckedCanarySpec): readonly ExpandedStep[] {
  const { instances } = spec.app;
  const steps = expandSteps(spec);
  const sizes = instances === undefined ? [] : sizesOfCanary(steps, instances);
  return steps.map((step, index) => {
    const written = { number: index + 1, title: titleOfCanaryStep(step), step };
    const tasks = sizes[index];
    const canResize = step.kind === 'set-weight' || step.kind === 'set-canary-scale';
    return tasks === undefined || !canResize ? written : { ...written, tasks };
  });
}

function expandedCheck(spec: CheckedCanarySpec, index: number): ExpandedCheck {
  const written = spec.checks[index];
  if (written === undefined) throw new RangeError(`there is no check ${String(index)}`);
  const name = nameOf(written);
  const rules = toRules(written, useOfChecks(spec).steps.has(name));
  const versus = written.vs === undefined ? {} : { versus: { query: '', by: comparisonOf(written) } };
  return {
    name,
    field: fieldName(['checks', index], 'spec'),
    measured: placesMeasured(spec, name),
    limit: limitText({ ...rules, ...versus }),
    rules: rulesInWords(rules, written),
    ways: waysOf(spec, written),
    plan: rules,
  };
}

function waysOf(spec: CheckedCanarySpec, written: CheckInSpec): readonly MeasuringWay[] {
  const forms = formsOf(written, spec.metrics);
  const assumed = assumedPlaces(spec);
  const known = { service: spec.service };
  return (isToBeChosen(written) ? forms : forms.slice(0, 1)).map((form): MeasuringWay => {
    const shown = toCheck(written, form, { canary: known, stable: known }, false);
    const asked = toCheck(written, form, assumed, false);
    // Of stable there is something to see, so only with its places several series show.
    const ofStable = toCheck(written, form, { ...assumed, canary: assumed.stable }, false).query;
    const allAsked = [
      asked.query,
      asked.versus?.query,
      asked.minRequests?.query,
      ...(written.query === undefined ? [] : [ofStable]),
    ];
    return {
      ...(isToBeChosen(written) && { source: form.source }),
      query: shown.query,
      ...(shown.minRequests && { requests: shown.minRequests.query }),
      asked: [...new Set(allAsked.filter((it) => it !== undefined))],
    };
  });
}

/** For Prometheus to read the queries: which of the two slots is free only Marathon knows. */
function assumedPlaces(spec: CheckedCanarySpec): VersionPlaces {
  const stable = toSharedPlan(spec, { release: 'lint' }).green;
  const found = { release: 'lint', blue: { appId: stable.appId, instances: 1 } };
  return placesOf(spec.service, toSharedPlan(spec, found).green, stable);
}

function placesMeasured(spec: CheckedCanarySpec, name: string): readonly string[] {
  const { background, bake } = useOfChecks(spec);
  const steps = expandSteps(spec).flatMap((step, index) =>
    step.kind === 'analysis' && step.checks.includes(name) ? [`step ${String(index + 1)}`] : [],
  );
  return [
    ...(background.includes(name) ? [`background from step ${String(spec.analysis.startingStep ?? 1)}`] : []),
    ...steps,
    ...(bake.includes(name) ? ['bake'] : []),
  ];
}

function rulesInWords(rules: CheckRules, written: CheckInSpec): readonly string[] {
  const isReadyMade = written.check !== undefined && written.check !== 'unhealthy-tasks';
  const hasWindow = isReadyMade || written.query?.includes('{{window}}') === true;
  return [
    rules.intervalMs === undefined ? 'measured once' : `every ${durationText(rules.intervalMs)}`,
    ...(rules.count === undefined ? [] : [`count ${String(rules.count)}`]),
    ...(rules.initialDelayMs === 0 ? [] : [`first after ${durationText(rules.initialDelayMs)}`]),
    ...(hasWindow ? [`window ${written.window}`] : []),
    ...(written.minRequests === undefined ? [] : [`at least ${String(written.minRequests)} requests`]),
    ...limitsInWords(rules),
    `onNoData ${rules.onNoData}`,
    `onError ${rules.onError}`,
    ...(rules.dryRun ? ['dryRun: decides nothing'] : []),
  ];
}

function limitsInWords(rules: CheckRules): readonly string[] {
  const { consecutiveSuccessLimit } = rules;
  return [
    `failureLimit ${String(rules.failureLimit)}`,
    `inconclusiveLimit ${String(rules.inconclusiveLimit)}`,
    `consecutiveErrorLimit ${String(rules.consecutiveErrorLimit)}`,
    ...(consecutiveSuccessLimit === 0 ? [] : [`consecutiveSuccessLimit ${String(consecutiveSuccessLimit)}`]),
  ];
}

function notesOf(spec: CheckedCanarySpec): readonly string[] {
  const { bake } = useOfChecks(spec);
  const watched = bake.length === 0 ? '' : `, judged by ${bake.join(', ')}`;
  return [
    ...(lacksFullWeight(spec) ? ['the last step is added: a canary ends at 100 %'] : []),
    ...(spec.sticky === undefined ? [] : [`users stay with one version, known by ${spec.sticky.by}`]),
    `then stable is drained, and the new version watched for ${spec.bake.duration}${watched}, before stable is removed`,
    ...(spec.checks.length === 0 ? ['no checks: only the health of the tasks is watched'] : []),
  ];
}
