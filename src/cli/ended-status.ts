import type { StepRecord } from '../domain/outcome.ts';
import { withOutcome, type LiveStatus } from './live-status.ts';
import { complaintAbout, type Ending } from './temporal/ending.ts';
import type { ReleaseRef } from './temporal/find-release.ts';

/**
 * The status of a release that has ended in whatever way. One without an outcome answers for ever what it did when it was
 * stopped: nothing of that is waited for, and nobody can answer its gate any more.
 */
export function endedStatus(
  known: LiveStatus,
  ending: Ending,
  ref: ReleaseRef,
  endedAt: string | undefined,
): LiveStatus {
  if (ending.kind === 'outcome') return withOutcome(known, ending.outcome);
  const { procedure, service, target, release, startedAt, events, blue, green, weight, checks } = known;
  const said = complaintAbout(ending, ref);
  return {
    procedure,
    service,
    target,
    release,
    startedAt,
    events,
    ...(blue === undefined ? {} : { blue }),
    ...(green === undefined ? {} : { green }),
    ...(weight === undefined ? {} : { weight }),
    ...(checks === undefined ? {} : { checks }),
    state: 'finished',
    result: ending.kind,
    ...(endedAt === undefined ? {} : { endedAt }),
    message: said?.message ?? '',
    next: said?.next ?? [],
    steps: known.steps.map((step) => stopped(step, endedAt)),
    commands: [],
  };
}

function stopped(step: StepRecord, endedAt: string | undefined): StepRecord {
  if (step.state === 'ahead') return { ...step, state: 'skipped' };
  if (step.state !== 'running') return step;
  return { ...step, state: 'failed', ...(endedAt === undefined ? {} : { endedAt }) };
}
