import {
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { commandsFor } from '../../../src/domain/commands.ts';
import type { Outcome, OutcomeKind } from '../../../src/domain/outcome.ts';
import type { CheckedSpec } from '../../../src/domain/spec.ts';
import type { Procedure, ReleaseState, ReleaseStatus } from '../../../src/domain/status.ts';
import { abort, promote, status, type Remark } from '../../../workflows/messages.ts';
import { recordOutcome } from '../../../workflows/record-outcome.ts';
import { withServiceLock } from '../../../workflows/service-lock.ts';
import type { scriptedActivities } from './scripted-worker.ts';

export { serviceLock } from '../../../workflows/service-lock.ts';

const { watchTasks } = proxyActivities<ReturnType<typeof scriptedActivities>>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
});

/** How a release of a service of this name ends at once; any other waits for `promote` or `abort`. */
const ENDINGS: Readonly<Record<string, OutcomeKind>> = {
  good: 'released',
  sick: 'rolled-back',
  stuck: 'failed',
};

/** Each speaks and locks as a release does, and does nothing else: what the command line is tested against. */
export const blueGreen = (spec: CheckedSpec): Promise<Outcome> => release(spec, 'blue-green');
export const canary = (spec: CheckedSpec): Promise<Outcome> => release(spec, 'canary');

async function release(spec: CheckedSpec, procedure: Procedure): Promise<Outcome> {
  let state: ReleaseState = 'starting';
  let message = 'reading the spec';
  const events: { at: string; text: string }[] = [];
  const said: { promoted?: Remark; aborted?: Remark } = {};
  const enter = (next: ReleaseState, sentence: string): void => {
    [state, message] = [next, sentence];
    events.push({ at: new Date().toISOString(), text: sentence });
  };
  setHandler(promote, (remark = {}) => {
    said.promoted = remark;
  });
  setHandler(abort, (remark = {}) => {
    said.aborted = remark;
  });
  setHandler(status, (): ReleaseStatus => ({
    procedure,
    service: spec.service,
    target: spec.target,
    release: workflowInfo().workflowId,
    state,
    message,
    startedAt: workflowInfo().startTime.toISOString(),
    steps: [],
    commands: commandsFor(state),
    events,
  }));
  if (spec.service === 'wrong') throw ApplicationFailure.nonRetryable('app.id: "x" is taken', 'InvalidInput');
  return withServiceLock(spec.target, spec.service, async () => {
    enter('running', 'launch green');
    const ending = ENDINGS[spec.service];
    if (ending === undefined) {
      enter('waiting-for-approval', 'waits for "promote"');
      await whileWatched(() => condition(() => said.promoted !== undefined || said.aborted !== undefined));
    }
    const kind = ending ?? (said.aborted === undefined ? 'released' : 'aborted');
    enter('finished', `it is ${kind}`);
    recordOutcome(kind);
    return outcome(spec, kind, said.aborted ?? said.promoted ?? {});
  });
}

/** An activity watches tasks meanwhile, so that there are heartbeats to read. */
async function whileWatched(wait: () => Promise<void>): Promise<void> {
  const watching = new CancellationScope();
  const watched = watching
    .run(() => watchTasks())
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  await wait();
  watching.cancel();
  await watched;
}

function outcome({ service, target }: CheckedSpec, kind: OutcomeKind, { by, reason }: Remark): Outcome {
  const at = new Date().toISOString();
  const cause = { kind: 'operator' as const, message: `said by ${by ?? 'nobody'}: ${reason ?? 'no reason'}` };
  return {
    kind,
    service,
    target,
    release: workflowInfo().workflowId,
    summary: `it is ${kind}`,
    exposureMs: 0,
    startedAt: at,
    endedAt: at,
    durationMs: 0,
    steps: [],
    ...(kind === 'released' ? {} : { cause }),
  };
}
