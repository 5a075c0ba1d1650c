import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import type { KeptService } from '../src/domain/keeper.ts';
import { servingIntent } from '../src/domain/keeper-found.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import { holderOf, type ReadExecution } from './lock.ts';
import { over, watch } from './watch.ts';

const TIMEOUT_MS = 60_000;
const EVERY_MS = 500;

export function keeperFindActivities(targets: Targets, readExecution: ReadExecution) {
  return {
    /**
     * The pool of the one app that serves a service; undefined when there is none. Changes nothing. Throws a final
     * `InvalidInput` when more than one does, and `ReleaseInProgress` while a release has the service.
     */
    async findServing(
      input: KeptService & { portIndex: number; lockId: string },
    ): Promise<PoolIntent | undefined> {
      const holder = await holderOf(readExecution, input.lockId);
      if (holder?.kind === 'running')
        throw ApplicationFailure.nonRetryable(
          `service: a release of "${input.service}" on target "${input.target}" is running: workflow ${holder.workflowId}. It keeps the pool itself; wait for its end.`,
          'ReleaseInProgress',
        );
      const target = targetNamed(targets, input.target);
      return watch<null, PoolIntent | undefined>({
        timeoutMs: TIMEOUT_MS,
        everyMs: EVERY_MS,
        initial: null,
        look: async () => {
          const [apps, pool] = await Promise.all([
            target.marathon.listApps(cancellationSignal()),
            target.loadBalancer.read(input.service, cancellationSignal()),
          ]);
          const found = servingIntent(input, apps, pool);
          if (found.kind === 'unclear') throw ApplicationFailure.nonRetryable(found.problem, 'InvalidInput');
          return over(found.kind === 'found' ? found.intent : undefined);
        },
        onTimeout: (_, problem) => {
          throw ApplicationFailure.retryable(problem ?? 'nothing answered', 'NotRead');
        },
      });
    },
  };
}
