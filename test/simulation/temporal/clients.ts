import type { KeepDetails } from '../../../activities/acknowledge.ts';
import type { Keepers } from '../../../activities/keeper.ts';
import type { Lines } from '../../../activities/line.ts';
import type { ReadExecution } from '../../../activities/lock.ts';
import type { TellMeasured } from '../../../activities/tell-measured.ts';
import type { Line } from '../../../src/domain/line.ts';
import type { KeepersTask } from '../../../src/domain/keeper.ts';
import type { PoolIntent } from '../../../src/domain/pool-intent.ts';
import type { ReleaseStatus } from '../../../src/domain/status.ts';
import { serviceLineId } from '../../../workflows/messages-line.ts';
import { keeperId } from '../../../workflows/messages-keeper.ts';
import { isRunning } from './execution.ts';
import type { TemporalServer } from './server.ts';
import { valueOf } from './wire.ts';

/** What Pacer's worker asks of Temporal beside its tasks, answered by the model. */
export function readExecution(server: TemporalServer): ReadExecution {
  return (workflowId, runId) => {
    const found = server.find(workflowId, runId);
    if (found === undefined) return Promise.resolve(undefined);
    const { parent } = found;
    return Promise.resolve({
      ...{
        running: isRunning(found),
        runId: found.runId,
        startedAt: new Date(found.startedMs).toISOString(),
      },
      ...(parent === undefined ? {} : { parent }),
    });
  };
}

export function lines(server: TemporalServer): Lines {
  return {
    join: ({ target, service }, entry) => {
      const id = serviceLineId(target, service);
      server.start('serviceLine', id, [{ target, service, entries: [] } satisfies Line]);
      server.signal(id, 'join', [entry]);
      return Promise.resolve();
    },
    read: ({ target, service }) => {
      const id = serviceLineId(target, service);
      if (!isRunning(server.find(id))) return Promise.resolve(undefined);
      return askWorkflow<Line>(server, id, 'line');
    },
    readState: async ({ workflowId, runId }) =>
      (await askWorkflow<ReleaseStatus>(server, workflowId, 'status', runId)).state,
  };
}

export function keepers(server: TemporalServer): Keepers {
  return {
    yieldTo: async ({ target, service }, taking) => {
      const id = keeperId(target, service);
      const { takenAt: since, workflowId, runId } = taking;
      const task: KeepersTask = { kind: 'stand-by', since, release: { workflowId, runId } };
      if (server.start('keeper', id, [{ target, service, task }]) !== undefined) return task;
      const answer = await server.update(id, 'yieldTo', [taking]);
      if (answer.kind !== 'completed') throw new Error(`${id} does not yield: ${JSON.stringify(answer)}`);
      return answer.result as KeepersTask;
    },
    end: ({ target, service }) => {
      server.terminate(keeperId(target, service));
      return Promise.resolve();
    },
    readPool: async ({ workflowId, runId }) =>
      (await askWorkflow<PoolIntent | null>(server, workflowId, 'pool', runId)) ?? undefined,
  };
}

/** Before its first task a workflow answers no query. */
export async function askWorkflow<T>(
  server: TemporalServer,
  workflowId: string,
  queryType: string,
  runId?: string,
): Promise<T> {
  const found = server.find(workflowId, runId);
  if (found === undefined || found.sandbox.turns.length === 0)
    throw new Error(`${workflowId} does not answer`);
  const query = { queryId: 'ask', queryType, arguments: [], headers: {} };
  const told = await server.exclusively(() => found.sandbox.ask(query, server.clock.now()));
  if (told.kind === 'failed') throw new Error(told.message);
  const answer = told.commands[0]?.respondToQuery;
  if (answer?.succeeded == null) throw new Error(answer?.failed?.message ?? 'no answer');
  return valueOf(answer.succeeded.response) as T;
}

export function keepDetails(server: TemporalServer): KeepDetails {
  return (token, details) => {
    const attempt = server.attemptOf(token);
    if (attempt === undefined || attempt.isDead) return Promise.resolve('attempt-over');
    return Promise.resolve(
      attempt.task.keep(attempt, JSON.parse(JSON.stringify(details ?? null)) as unknown),
    );
  };
}

export function tellMeasured(server: TemporalServer): TellMeasured {
  return ({ workflowId, runId }, reports) => {
    if (server.signal(workflowId, 'measured', [reports], runId)) return Promise.resolve();
    return Promise.reject(new Error('workflow not found'));
  };
}
