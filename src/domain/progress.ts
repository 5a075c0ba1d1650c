import type { StepRecord } from './outcome.ts';
import { titleFor, type StepNumber } from './procedure.ts';

type Steps = readonly StepRecord[];

/** Marks a step as running: the one that lies ahead, or another one when it was not foreseen. */
export function beginStep(
  steps: Steps,
  step: StepNumber,
  direction: StepRecord['direction'],
  batch: number | undefined,
  now: string,
): Steps {
  const begun: StepRecord = {
    step,
    title: titleFor(step, direction),
    direction,
    state: 'running',
    startedAt: now,
    ...(batch === undefined ? {} : { batch }),
  };
  const foreseen = steps.findIndex(
    (it) => it.state === 'ahead' && it.step === step && it.batch === batch && it.direction === direction,
  );
  return foreseen < 0
    ? [...steps.filter(isOver), begun, ...steps.filter(isAhead)]
    : steps.with(foreseen, begun);
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
