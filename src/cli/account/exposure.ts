import { percentText } from '../../domain/canary-title.ts';
import { expandSteps } from '../../domain/canary-steps.ts';
import { FULL_WEIGHT, type CanaryStep } from '../../domain/canary.ts';
import type { StepRecord } from '../../domain/outcome.ts';
import { checkCanarySpec } from '../../domain/spec-errors.ts';
import type { Procedure } from '../../domain/status.ts';

/** From this moment on so many users are on the new version. */
export interface ExposureChange {
  readonly at: string;
  /** In words: `25 % of the requests`, `everybody`, `nobody`. */
  readonly users: string;
  /** Canary only, in ten-thousandths. */
  readonly weight?: number;
}

/** How users came to the new version, and left it again. `input` is what the workflow was started with. */
export function exposureOf(
  procedure: Procedure,
  input: unknown,
  steps: readonly StepRecord[],
): readonly ExposureChange[] {
  const arrivals = procedure === 'canary' ? canaryArrivals(input, steps) : batchArrivals(steps);
  const back = arrivals.length === 0 ? undefined : wentBack(procedure, steps);
  return [...arrivals, ...(back === undefined ? [] : [{ at: back, users: 'nobody' }])];
}

function batchArrivals(steps: readonly StepRecord[]): readonly ExposureChange[] {
  const forth = steps.filter((it) => it.direction === 'release');
  const arrivals = forth.filter((it) => it.step === 5);
  const departures = forth.filter((it) => it.step === 7);
  // Where nobody served before, the first tasks have everybody.
  if (departures.length === 0) return whenDone(arrivals[0], 'everybody');
  const batches = Math.max(...arrivals.map((it) => it.batch ?? 0));
  const begun = arrivals.flatMap(({ batch = 1, startedAt }) =>
    startedAt === undefined ? [] : [{ at: startedAt, users: `the share of batch ${batch} of ${batches}` }],
  );
  const last = departures.findLast((it) => it.batch === batches);
  return [...begun, ...whenDone(last, 'everybody')];
}

function whenDone(step: StepRecord | undefined, users: string): readonly ExposureChange[] {
  return step?.state === 'done' && step.endedAt !== undefined ? [{ at: step.endedAt, users }] : [];
}

function canaryArrivals(input: unknown, steps: readonly StepRecord[]): readonly ExposureChange[] {
  const check = checkCanarySpec(input);
  const planned = check.kind === 'ok' ? expandSteps(check.spec) : [];
  return steps.flatMap(({ canaryStep, endedAt }) => {
    const taken = canaryStep === undefined ? undefined : planned[canaryStep - 1];
    return taken === undefined || endedAt === undefined ? [] : changeBy(taken, endedAt);
  });
}

function changeBy(step: CanaryStep, at: string): readonly ExposureChange[] {
  if (step.kind === 'set-header-route')
    return [{ at, users: `route ${step.name} ${step.match.length === 0 ? 'closed' : 'open'}` }];
  if (step.kind !== 'set-weight') return [];
  const { weight } = step;
  const users = weight === FULL_WEIGHT ? 'everybody' : `${percentText(weight)} of the requests`;
  return [{ at, users, weight }];
}

/**
 * When nobody was on it any more. While stable was whole everybody was sent back before the first step of the way back;
 * otherwise what served before had to come up again first.
 */
function wentBack(procedure: Procedure, steps: readonly StepRecord[]): string | undefined {
  const back = steps.filter((it) => it.direction === 'roll-back');
  const hadBegunToLeave = steps.some(
    (it) => it.direction === 'release' && it.batch !== undefined && it.startedAt !== undefined,
  );
  if (procedure === 'canary' && !hadBegunToLeave) return back[0]?.startedAt;
  return back.findLast((it) => it.step === 5)?.endedAt;
}
