import { workflowInfo } from '@temporalio/workflow';
import type { WhenBusy } from '../src/domain/control.ts';
import type { Cause, Outcome } from '../src/domain/outcome.ts';
import type { Journal } from './journal.ts';
import { signature, type Operator } from './operator.ts';
import type { ServiceOf } from './service-lock.ts';

/** A release that wants to be the only one of its service. */
export interface Contender {
  readonly spec: ServiceOf & { readonly whenBusy?: WhenBusy | undefined };
  /** How it is called. */
  readonly release: string;
  readonly journal: Journal;
  readonly operator: Operator;
}

/** Who started this release, where its memo tells. */
export function startedBy(): string | undefined {
  const by = workflowInfo().memo?.['by'];
  return typeof by === 'string' ? by.slice(0, 100) : undefined;
}

/** Why it ends when somebody has said abort. */
export function abortedBy({ operator: { aborted = {} } }: Contender): Cause {
  const { by } = aborted;
  return { kind: 'operator', message: `abort${signature(aborted)}`, ...(by !== undefined && { by }) };
}

/** How a release ends that was told so before its turn: in line, or before it came to it. */
export function leftBeforeItsTurn({ spec, release, journal }: Contender, cause: Cause): Outcome {
  const did = journal.state === 'queued' ? `left the line of ${spec.service}` : 'ended';
  const ended = new Date();
  const outcome: Outcome = {
    kind: 'aborted',
    service: spec.service,
    target: spec.target,
    release,
    summary: `${did} before its turn; nothing was begun`,
    cause,
    exposureMs: 0,
    startedAt: journal.startedAt.toISOString(),
    endedAt: ended.toISOString(),
    durationMs: ended.getTime() - journal.startedAt.getTime(),
    steps: [],
  };
  journal.finish(outcome);
  return outcome;
}
