import {
  CancellationScope,
  condition,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { WhenBusy } from '../../../src/domain/control.ts';
import type { Outcome } from '../../../src/domain/outcome.ts';
import { inTurn } from '../../../workflows/in-turn.ts';
import { Journal } from '../../../workflows/journal.ts';
import { status } from '../../../workflows/messages.ts';
import { listenToOperator } from '../../../workflows/operator.ts';
import type { recordActivities } from './line-worker.ts';

export { serviceLine } from '../../../workflows/service-line.ts';
export { serviceLock } from '../../../workflows/service-lock.ts';

export const finish = defineSignal('finish');
export const goOn = defineSignal('goOn');

export interface Contest {
  readonly service: string;
  readonly whenBusy?: WhenBusy | undefined;
  /** It runs until it is told to finish or to abort. */
  readonly stays?: boolean;
  /** It begins with a hold, until it is told to go on. */
  readonly holds?: boolean;
}

/** Waits as a release does, and while it runs does nothing but write that down. */
export async function contend({
  service,
  whenBusy,
  stays = false,
  holds = false,
}: Contest): Promise<Outcome> {
  const { workflowId, startTime } = workflowInfo();
  const journal = new Journal('blue-green', workflowId, startTime);
  let isFinished = !stays;
  setHandler(finish, () => {
    isFinished = true;
  });
  setHandler(goOn, () => {
    journal.enter('running', 'it runs');
  });
  const operator = listenToOperator({
    onWord: (text) => {
      journal.note(text);
    },
    onAbort: () => {
      isFinished = true;
    },
    state: () => journal.state,
  });
  setHandler(status, () => journal.status());
  const { record } = proxyActivities<ReturnType<typeof recordActivities>>({
    startToCloseTimeout: '10s',
    retry: { initialInterval: '100ms' },
  });
  const spec = { target: 'local', service, whenBusy };
  return inTurn({ spec, release: workflowId, journal, operator }, () =>
    CancellationScope.nonCancellable(async () => {
      journal.enter(holds ? 'holding' : 'running', holds ? 'it holds' : 'it runs');
      await record('begin', workflowId);
      await condition(() => isFinished);
      await record('end', workflowId);
      const kind = operator.aborted === undefined ? 'released' : 'aborted';
      const summary = operator.aborted?.reason ?? 'it ran';
      const at = new Date().toISOString();
      const times = { exposureMs: 0, startedAt: at, endedAt: at, durationMs: 0 };
      return { kind, service, target: 'local', release: workflowId, summary, ...times, steps: [] };
    }),
  );
}
