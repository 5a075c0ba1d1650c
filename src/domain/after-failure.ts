import type { CanaryStep } from './canary.ts';
import type { OnFailure } from './control.ts';
import type { CauseKind } from './outcome.ts';
import type { StepNumber } from './procedure.ts';

/** The step that failed; a step of a canary's spec with its kind. */
export interface FailedStep {
  readonly step: StepNumber;
  readonly canary?: CanaryStep['kind'];
}

export type AfterFailure =
  /** a person decides: `retry` takes the step again */
  'hold' | 'roll-back';

/** What people, verdicts and deadlines have decided is not asked again. */
const DECIDED: ReadonlySet<CauseKind> = new Set([
  'check-failed',
  'check-inconclusive',
  'gate',
  'hook',
  'operator',
  'cancelled',
]);

/**
 * What follows a step that failed. With `pause` a person is asked where no user has noticed: tasks that were to join do
 * not come up, others do not leave in time, a system does not do as it is told. What goes wrong with a version that has
 * users goes back whatever the spec says.
 */
export function afterFailure(rule: OnFailure | undefined, at: FailedStep, cause: CauseKind): AfterFailure {
  if (rule !== 'pause' || DECIDED.has(cause)) return 'roll-back';
  return isUnnoticed(at, cause) ? 'hold' : 'roll-back';
}

function isUnnoticed({ step, canary }: FailedStep, cause: CauseKind): boolean {
  // Anything else in step 8 is what was seen of green, which serves meanwhile.
  if (step === 8) return cause === 'drain-timeout';
  if (step === 10) return canary !== 'pause' && canary !== 'analysis';
  return step !== 11;
}
