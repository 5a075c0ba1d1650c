import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { startLocalServer, type LocalServer } from '../local/local-server.ts';
import { projectDir } from '../local/project-dir.ts';
import type { LocalStack } from '../local/stack.ts';

const taskQueue = 'pacer';

/** `pacer worker` as a process of its own, so that it can be killed. Resolves when it asks Temporal for work. */
export function startWorker(stack: LocalStack, client: Client): Promise<LocalServer> {
  const sinceMs = Date.now();
  return startLocalServer({
    name: 'the worker',
    command: process.execPath,
    args: [join(projectDir, 'bin', 'pacer.mjs'), 'worker'],
    env: stack.env,
    cwd: projectDir,
    logFile: join(stack.dir, 'logs', 'worker.log'),
    ready: () => pollsSince(client, sinceMs),
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
  });
}

/** Throws while nobody has asked for workflow tasks since then: a killed worker stays listed for minutes. */
async function pollsSince(client: Client, sinceMs: number): Promise<void> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
  });
  const polls = pollers.some(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 + 999 >= sinceMs,
  );
  if (!polls) throw new Error(`no worker asks for work on ${taskQueue} yet`);
}
