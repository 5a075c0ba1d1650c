import { nameOf } from './canary-spec-checks.ts';
import type { CheckedCanarySpec } from './canary-spec.ts';
import { expandSteps, lacksFullWeight } from './canary-steps.ts';
import { useOfChecks } from './canary-use.ts';
import { FULL_WEIGHT } from './canary.ts';
import { formsOf, type CheckForm } from './checks/forms.ts';
import type { Places } from './checks/placeholders.ts';
import { toCheck, type VersionPlaces } from './checks/to-check.ts';
import { milliseconds } from './duration.ts';
import { toSharedPlan, type Found } from './plan-from-spec.ts';
import type { CanaryPlan, Side } from './plan.ts';

/** What Prometheus knows before the release begins. */
export interface Known {
  /** By the name of a check: the way it is measured. */
  readonly forms?: ReadonlyMap<string, CheckForm>;
  /** Checks that still see what the app id of the canary did before: they begin a whole window later. */
  readonly late?: ReadonlySet<string>;
}

/**
 * The plan of a canary. With nobody who serves there is nothing to compare with and no share to give: the new version
 * goes to 100 % at once, and `notes` says so.
 */
export function toCanaryPlan(spec: CheckedCanarySpec, found: Found, known: Known = {}): CanaryPlan {
  const shared = toSharedPlan(spec, found);
  const limits = {
    timeoutMs: milliseconds(spec.analysis.timeout),
    patienceMs: milliseconds(spec.analysis.patience),
  };
  const bake = {
    durationMs: milliseconds(spec.bake.duration),
    intervalMs: 15_000,
    failureLimit: 0,
    checks: [],
  };
  const plan = { ...shared, procedure: 'canary', analysis: limits, bake } as const;
  const { blue } = shared;
  if (blue === undefined || blue.instances === 0)
    return {
      ...plan,
      steps: [{ kind: 'set-weight', weight: FULL_WEIGHT }],
      checks: [],
      bakeChecks: [],
      notes: [
        `nobody serves ${spec.service} yet: the canary goes to 100 % at once, without steps and checks`,
      ],
    };
  const { background, bake: bakeChecks } = useOfChecks(spec);
  return {
    ...plan,
    steps: expandSteps(spec),
    checks: checksOf(spec, { canary: shared.green, stable: blue }, known),
    ...(background.length > 0 && {
      background: { fromStep: spec.analysis.startingStep ?? 1, checks: background },
    }),
    bakeChecks,
    ...(spec.bake.stable === 'warm' && { warm: true }),
    ...(spec.sticky && { sticky: spec.sticky.by }),
    notes: notesOf(spec, known, shared.green.appId),
  };
}

/** Both versions as queries name them. */
export function placesOf(service: string, canary: Side, stable: Side): VersionPlaces {
  const of = (side: Side): Partial<Places> => ({
    app: side.appId,
    stable: stable.appId,
    service,
    slot: side.slot,
    backend: `${service}_${side.slot}`,
    stableBackend: `${service}_${stable.slot}`,
  });
  return { canary: of(canary), stable: of(stable) };
}

function checksOf(
  spec: CheckedCanarySpec,
  sides: { readonly canary: Side; readonly stable: Side },
  { forms, late }: Known,
): CanaryPlan['checks'] {
  const places = placesOf(spec.service, sides.canary, sides.stable);
  const { steps } = useOfChecks(spec);
  return spec.checks.map((written) => {
    const name = nameOf(written);
    const form = forms?.get(name) ?? formsOf(written, spec.metrics)[0];
    if (form === undefined) throw new TypeError(`check "${name}" cannot be measured by any metric`);
    const check = toCheck(written, form, places, steps.has(name));
    if (late?.has(name) !== true) return check;
    return { ...check, initialDelayMs: Math.max(check.initialDelayMs, milliseconds(written.window)) };
  });
}

function notesOf(
  spec: CheckedCanarySpec,
  { forms = new Map(), late }: Known,
  appId: string,
): readonly string[] {
  const chosen = [...forms].map(([name, { source, note }]) => {
    const metrics = source === 'app' ? "the app's own metrics" : "HAProxy's metrics";
    return `check "${name}" is measured by ${metrics}${note === undefined ? '' : `: ${note}`}`;
  });
  const delayed = [...(late ?? [])].map(
    (name) =>
      `check "${name}" begins a window later, since it still sees what ${appId} did before this release`,
  );
  const added = lacksFullWeight(spec) ? ['setWeight 100 % is added at the end'] : [];
  return [...added, ...chosen, ...delayed];
}
