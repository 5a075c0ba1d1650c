import {
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AppDefinition } from '../../../src/domain/app.ts';
import { commandsFor } from '../../../src/domain/commands.ts';
import type { Gate } from '../../../src/domain/gates.ts';
import type { Outcome, OutcomeKind } from '../../../src/domain/outcome.ts';
import type { CheckedSpec } from '../../../src/domain/spec.ts';
import type { Procedure, ReleaseState, ReleaseStatus } from '../../../src/domain/status.ts';
import { status, type Remark } from '../../../workflows/messages.ts';
import { OpenGate } from '../../../workflows/open-gate.ts';
import { listenToOperator } from '../../../workflows/operator.ts';
import { recordOutcome } from '../../../workflows/record-outcome.ts';
import { lockOrRefuse, withLock } from '../../../workflows/service-lock.ts';
import type { scriptedActivities } from './scripted-worker.ts';

export { serviceLock } from '../../../workflows/service-lock.ts';

const { watchTasks } = proxyActivities<ReturnType<typeof scriptedActivities>>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
});

/** The gate of a service; of any other anybody may answer. */
const ANYBODYS: Gate = { name: 'approval', at: { when: 'after', point: 'batch', number: 1 }, approvals: 1 };
const GATES: Readonly<Record<string, Gate>> = {
  gated: {
    name: 'two of three',
    at: { when: 'before', point: 'retire' },
    approvals: 2,
    by: ['ann', 'bob', 'carl'],
  },
};

/** How a release of a service of this name ends at once; "baking" bakes, and any other waits at its gate. */
const ENDINGS: Readonly<Record<string, OutcomeKind>> = {
  first: 'released',
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
  const note = (text: string): void => {
    events.push({ at: new Date().toISOString(), text });
  };
  const enter = (next: ReleaseState, sentence: string): void => {
    [state, message] = [next, sentence];
    note(sentence);
  };
  const operator = listenToOperator({ onWord: note, onAbort: () => undefined, state: () => state });
  let open: OpenGate | undefined;
  setHandler(status, (): ReleaseStatus => ({
    procedure,
    service: spec.service,
    target: spec.target,
    release: nameOf(workflowInfo()),
    state,
    message,
    startedAt: workflowInfo().startTime.toISOString(),
    steps: [],
    ...(open === undefined ? {} : { gate: open.record() }),
    commands: commandsFor(state),
    events,
  }));
  if (spec.service === 'wrong') throw ApplicationFailure.nonRetryable('app.id: "x" is taken', 'InvalidInput');
  return withLock(await lockOrRefuse(spec), async () => {
    enter('running', 'launch green');
    const ending = ENDINGS[spec.service];
    if (ending !== undefined) return finish(ending, {});
    if (spec.service === 'baking') {
      enter('baking', 'watching green');
      await whileWatched(() => condition(() => operator.aborted !== undefined));
      return finish('aborted', operator.aborted ?? {});
    }
    const gate = new OpenGate(GATES[spec.service] ?? ANYBODYS, 'blue');
    open = gate;
    enter('waiting-for-approval', 'waits for "promote"');
    operator.keepGate(({ command, remark }) =>
      gate.take({ answer: command === 'reject' ? 'reject' : 'approve', ...remark }),
    );
    await whileWatched(() => condition(() => gate.decision !== undefined || operator.aborted !== undefined));
    open = undefined;
    if (operator.aborted !== undefined) return finish('aborted', operator.aborted);
    return finish(gate.decision === 'approved' ? 'released' : 'rolled-back', gate.last ?? {});
  });

  function finish(kind: OutcomeKind, remark: Remark): Outcome {
    enter('finished', `it is ${kind}`);
    recordOutcome(kind);
    return outcome(spec, kind, remark);
  }
}

function nameOf({ workflowId, runId }: { readonly workflowId: string; readonly runId: string }): string {
  return `${workflowId}/${runId.slice(0, 8)}`;
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

function outcome({ service, target, app }: CheckedSpec, kind: OutcomeKind, { by, reason }: Remark): Outcome {
  const at = new Date().toISOString();
  const cause = { kind: 'operator' as const, message: `said by ${by ?? 'nobody'}: ${reason ?? 'no reason'}` };
  return {
    kind,
    service,
    target,
    release: nameOf(workflowInfo()),
    summary: `it is ${kind}`,
    exposureMs: 0,
    startedAt: at,
    endedAt: at,
    durationMs: 0,
    steps: [],
    ...(kind === 'released' ? {} : { cause }),
    ...(kind === 'released' && service !== 'first' ? replaced(app) : {}),
  };
}

/** What it took the place of. */
function replaced(app: AppDefinition): Pick<Outcome, 'removed' | 'previous'> {
  const definition = { ...app, labels: { version: 'before' } };
  return { removed: `${app.id}-a`, previous: { definition, instances: 3 } };
}
