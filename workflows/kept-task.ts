import { ApplicationFailure, condition, log, setHandler } from '@temporalio/workflow';
import {
  givenBack,
  givenBackIn,
  handedOver,
  takingIn,
  yielded,
  type KeepersTask,
  type KeptService,
  type Taking,
} from '../src/domain/keeper.ts';
import { giveBack, handOver, handOverNow, keeping, yieldTo } from './messages-keeper.ts';
import type { Remark } from './messages.ts';
import { onCancelOfWorkflow } from './on-cancel.ts';
import { signature } from './operator.ts';

/** The task of a keeper, as what is said to it changes it. */
export interface KeptTask {
  readonly of: KeptService;
  task: KeepersTask;
  /** It may touch the pool. */
  isTending: boolean;
  problem?: string;
  /** How often in a row it could not be done. */
  failures: number;
}

/** Registers the handlers of all that can be said to a keeper. Rubbish is ignored; a signal's handler never throws. */
export function keepTask(of: KeptService, begun: KeepersTask): KeptTask {
  const kept: KeptTask = { of, task: begun, isTending: false, failures: 0 };
  const now = (): string => new Date().toISOString();
  setHandler(
    yieldTo,
    async (input) => {
      kept.task = yielded(kept.task, takingOrRefuse(input));
      await condition(() => !kept.isTending);
      return kept.task;
    },
    { validator: (input) => void takingOrRefuse(input) },
  );
  setHandler(giveBack, (input) => {
    const given = givenBackIn(input, of);
    if (given === undefined) log.warn('what was given back is no intent of this pool, and was ignored');
    else kept.task = givenBack(kept.task, given, now());
  });
  const end = (why: string): void => {
    kept.task = handedOver(kept.task, why, now());
  };
  setHandler(handOver, (input) => {
    end(`handed over${signature(remarkIn(input))}`);
  });
  setHandler(handOverNow, async (input) => {
    end(`handed over${signature(remarkIn(input))}`);
    await condition(() => !kept.isTending);
    return kept.task;
  });
  onCancelOfWorkflow(() => {
    end('cancelled in Temporal');
  });
  setHandler(keeping, () => ({
    ...of,
    task: kept.task,
    ...(kept.problem !== undefined && { problem: kept.problem }),
  }));
  return kept;
}

function takingOrRefuse(input: unknown): Taking {
  const taking = takingIn(input);
  if (taking !== undefined) return taking;
  throw ApplicationFailure.nonRetryable(
    'yieldTo takes { workflowId, runId, takenAt } of a release',
    'InvalidInput',
  );
}

/** Accepts what `tctl` and others may send. */
function remarkIn(input: unknown): Remark {
  const { by, reason } = (typeof input === 'object' ? (input ?? {}) : {}) as Record<string, unknown>;
  return {
    ...(typeof by === 'string' && { by: by.slice(0, 100) }),
    ...(typeof reason === 'string' && { reason: reason.slice(0, 500) }),
  };
}
