import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import type { Run } from '../../domain/line.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts';
import { ask, type Temporal } from './connect.ts';
import type { ReleaseRef } from './find-release.ts';

/** How a release's workflow ended. */
export type Ending =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** it changed nothing; `waiting`: the workflow that stands in line before it, where nothing runs yet that could be ended */
  | {
      readonly kind: 'refused';
      readonly by: 'spec' | 'lock' | 'line' | 'worker';
      readonly message: string;
      readonly waiting?: string;
    }
  /** somebody ended the workflow itself, so that it could neither finish nor go back */
  | { readonly kind: 'cut-off'; readonly message: string }
  /** somebody cancelled it before it had begun */
  | { readonly kind: 'cancelled' };

/** Needs no worker: Temporal keeps the result. Call it for a workflow that has ended. */
export async function readEnding(temporal: Temporal, handle: WorkflowHandle): Promise<Ending> {
  try {
    const outcome = (await ask(temporal, () => handle.result())) as Outcome;
    return { kind: 'outcome', outcome };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return endingOf(error);
  }
}

export function endingOf(failure: WorkflowFailedError): Ending {
  const causes = chainOf(failure.cause);
  if (causes.some((it) => it instanceof TerminatedFailure))
    return { kind: 'cut-off', message: 'its workflow was terminated' };
  if (causes[0] instanceof CancelledFailure) return { kind: 'cancelled' };
  const reason = causes.find((it) => it instanceof ApplicationFailure);
  if (reason === undefined) return { kind: 'cut-off', message: causes.at(-1)?.message ?? failure.message };
  const { message } = reason;
  if (reason.type === 'InvalidInput') return { kind: 'refused', by: 'spec', message };
  if (reason.type === 'ReleaseInProgress')
    return { kind: 'refused', by: 'lock', message, ...waitingIn(reason) };
  if (reason.type === 'ReleaseSuperseded' || reason.type === 'RemovedFromLine')
    return { kind: 'refused', by: 'line', message };
  return { kind: 'refused', by: 'worker', message };
}

/** Its message alone tells one that waits from one that runs. */
function waitingIn({ message, details }: ApplicationFailure): { readonly waiting?: string } {
  const [other] = (details ?? []) as readonly Partial<Run>[];
  if (!message.includes('waits for its turn') || typeof other?.workflowId !== 'string') return {};
  return { waiting: other.workflowId };
}

function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error; at = at.cause) chain.push(at);
  return chain;
}

export function exitCodeFor(ending: Ending): ExitCode {
  switch (ending.kind) {
    case 'outcome':
      return exitCodeOf(ending.outcome.kind);
    case 'refused':
      return { spec: EXIT.refused, lock: EXIT.busy, line: EXIT.busy, worker: EXIT.failed }[ending.by];
    case 'cut-off':
      return EXIT.failed;
    case 'cancelled':
      return EXIT.aborted;
  }
}

/** What to say about an ending that is no release, with what to do next; undefined for one that went through. */
export function complaintAbout(ending: Ending, ref: ReleaseRef): Complaint | undefined {
  const code = exitCodeFor(ending);
  const { service, target } = ref;
  switch (ending.kind) {
    case 'outcome':
      return ending.outcome.kind === 'released' ? undefined : aboutOutcome(ending.outcome, code);
    case 'refused': {
      const next = {
        spec: ['nothing was changed: correct the file and release again'],
        lock: ending.waiting === undefined ? whileOneRuns(ref) : whileOneWaits(ref, ending.waiting),
        line: [
          `see who runs and who waits: ${commandLine('queue', service, target)}`,
          'to release it all the same: npx pacer release FILE',
        ],
        worker: ['nothing was changed: see what the worker logged'],
      }[ending.by];
      return new Complaint(ending.message, code, next);
    }
    case 'cut-off':
      return new Complaint(`the release of "${service}" was cut off: ${ending.message}`, code, [
        ...AFTER_CUT_OFF,
        'look at its apps in Marathon and its backends in HAProxy: both versions may serve',
        `its history: temporal workflow show --workflow-id ${ref.workflowId}`,
      ]);
    case 'cancelled':
      return new Complaint(`the release of "${service}" was cancelled before it began`, code);
  }
}

/** What is left of one that was cut off is taken over by the next release. */
export const AFTER_CUT_OFF: readonly string[] = [
  'finish it, or turn it back where it cannot be finished: npx pacer release FILE --watch',
  'turn it back in any case: npx pacer release FILE --back --watch',
];

const JOIN_THE_LINE = 'or wait in line: whenBusy: queue in the spec (docs/spec.md)';

function whileOneRuns({ service, target }: ReleaseRef): readonly string[] {
  return [
    `see it with: ${commandLine('status', service, target)} --watch`,
    `end it with: ${commandLine('abort', service, target)}`,
    JOIN_THE_LINE,
  ];
}

/** SERVICE alone would mean the one that runs. */
function whileOneWaits({ service, target }: ReleaseRef, waiting: string): readonly string[] {
  return [
    `see who runs and who waits: ${commandLine('queue', service, target)}`,
    `have it leave the line: npx pacer abort --workflow-id ${waiting}`,
    JOIN_THE_LINE,
  ];
}

function aboutOutcome({ kind, service, summary, cause, nextStep }: Outcome, code: ExitCode): Complaint {
  const words = { released: 'released', 'rolled-back': 'rolled back', aborted: 'aborted', failed: 'failed' }[
    kind
  ];
  const because = cause === undefined ? '' : `: ${cause.message}`;
  return new Complaint(`${service} ${words}${because}`, code, [
    summary,
    ...(nextStep === undefined ? [] : [nextStep]),
  ]);
}
