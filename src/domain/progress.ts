import type { StepRecord } from './outcome.ts';
import type { StepNumber } from './procedure.ts';

type Steps = readonly StepRecord[];

/** Which step it is among all of a release. */
export interface StepKey {
  readonly step: StepNumber;
  readonly direction: StepRecord['direction'];
  readonly batch?: number;
  readonly canaryStep?: number;
}

/** Marks a step as running: the one that lies ahead, or another one when it was not foreseen. */
export function beginStep(steps: Steps, key: StepKey, title: string, now: string): Steps {
  const begun: StepRecord = { ...key, title, state: 'running', startedAt: now };
  const foreseen = steps.findIndex((it) => isAhead(it) && isThe(it, key));
  return foreseen < 0
    ? [...steps.filter(isOver), begun, ...steps.filter(isAhead)]
    : steps.with(foreseen, begun);
}

function isThe(record: StepRecord, { step, direction, batch, canaryStep }: StepKey): boolean {
  return (
    record.step === step &&
    record.direction === direction &&
    record.batch === batch &&
    record.canaryStep === canaryStep
  );
}

/** Ends the step that runs. */
export function endStep(steps: Steps, state: 'done' | 'failed', now: string): Steps {
  const running = steps.findLastIndex((it) => it.state === 'running');
  const record = steps[running];
  return record === undefined ? steps : steps.with(running, { ...record, state, endedAt: now });
}

/** What lies ahead will not be done. */
export function skipAhead(steps: Steps): Steps {
  return steps.map((it) => (isAhead(it) ? { ...it, state: 'skipped' } : it));
}

function isAhead(step: StepRecord): boolean {
  return step.state === 'ahead';
}

function isOver(step: StepRecord): boolean {
  return !isAhead(step);
}
