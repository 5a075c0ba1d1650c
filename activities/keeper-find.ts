import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import { HaproxyRefused } from '../src/clients/haproxy/haproxy.ts';
import type { OddApp } from '../src/clients/marathon-app-list.ts';
import type { KeptService } from '../src/domain/keeper.ts';
import { isOfService, servingIntent } from '../src/domain/keeper-found.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import { holderOf, type ReadExecution } from './lock.ts';
import { demandOthers } from './odd-apps.ts';
import { over, watch } from './watch.ts';

/** Somebody waits for the answer at a terminal; the keeper asks again later. */
const TIMEOUT_MS = 5_000;
const EVERY_MS = 500;

export function keeperFindActivities(targets: Targets, readExecution: ReadExecution) {
  return {
    /**
     * The pool of the one app that serves a service; undefined when there is none. Changes nothing. Throws a final
     * `InvalidInput` when more than one does or HAProxy lacks the service, `ReleaseInProgress` while a release has it, and
     * `NotRead` when Marathon or HAProxy does not answer for some seconds.
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
          const odd: OddApp[] = [];
          const [apps, pool] = await Promise.all([
            target.marathon.listApps(cancellationSignal(), (app) => odd.push(app)),
            target.loadBalancer.read(input.service, cancellationSignal()).catch((error: unknown) => {
              throw orUnknown(error, input);
            }),
          ]);
          demandOthers(odd, (app) => isOfService(app, input.service, pool));
          const found = servingIntent(input, apps, pool);
          if (found.kind === 'unclear') throw ApplicationFailure.nonRetryable(found.problem, 'InvalidInput');
          return over(found.kind === 'found' ? found.intent : undefined);
        },
        onTimeout: (_, problem) => {
          throw ApplicationFailure.nonRetryable(problem ?? 'nothing answered', 'NotRead');
        },
      });
    },
  };
}

/** What HAProxy says of a service that it was never told of, as what the person has got wrong. */
function orUnknown(error: unknown, { target, service }: KeptService): unknown {
  if (!(error instanceof HaproxyRefused) || !error.lacksService) return error;
  const { instance, command, reply } = error;
  return ApplicationFailure.nonRetryable(
    `service: HAProxy ${instance} of target "${target}" has no part for "${service}": it answered "${reply}" to "${command}". See whether the name is right ("npx pacer kept", "npx pacer history"), or add to its configuration what "npx pacer haproxy-config ${service}" prints.`,
    'InvalidInput',
  );
}
