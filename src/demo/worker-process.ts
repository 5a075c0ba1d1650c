import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { startLocalServer, type LocalServer } from '../local/local-server.ts';
import { projectDir } from '../local/project-dir.ts';
import type { LocalStack } from '../local/stack.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';

/** `pacer worker` as a process of its own, so that it can be killed. Resolves when it asks Temporal for work. */
export async function startWorker(stack: LocalStack, client: Client): Promise<LocalServer> {
  const before = new Set(await pollers(client));
  return startLocalServer({
    name: 'the worker',
    command: process.execPath,
    args: [join(projectDir, 'bin', 'pacer.mjs'), 'worker'],
    env: stack.env,
    cwd: projectDir,
    logFile: join(stack.dir, 'logs', 'worker.log'),
    ready: async () => {
      // A killed worker stays listed for minutes: only one that was not there before counts.
      const fresh = (await pollers(client)).filter((it) => !before.has(it));
      if (fresh.length === 0) throw new Error(`no new worker asks for work on ${TASK_QUEUE} yet`);
      for (const identity of fresh) before.add(identity);
    },
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 12_000,
  });
}

/** Identities of those who ask for workflow tasks. */
async function pollers(client: Client): Promise<string[]> {
  const answer = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: TASK_QUEUE },
  });
  return answer.pollers.map((it) => it.identity ?? '');
}
