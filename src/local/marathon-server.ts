import { delimiter, join } from 'node:path';
import { answers } from './answers.ts';
import { startLocalServer, type LocalServer } from './local-server.ts';
import { projectDir } from './project-dir.ts';
import type { StackLayout } from './stack-layout.ts';

/** Our Marathon as a process of its own. Its tasks outlive a kill and are adopted by the next start; a stop ends them. */
export function startMarathon(layout: StackLayout): Promise<LocalServer> {
  return startLocalServer({
    name: 'Marathon',
    command: process.execPath,
    args: [
      ...['--import', 'tsx', join(projectDir, 'src', 'local', 'marathon', 'main.ts')],
      ...['--host', layout.host, '--port', String(layout.ports.marathon)],
      ...['--state-dir', join(layout.dir, 'marathon'), '--launch-delay', `${String(layout.launchDelayMs)}ms`],
    ],
    // Tasks inherit it, and so find the example app as if it were installed on this agent.
    env: { PATH: [join(projectDir, 'src', 'local'), process.env['PATH']].join(delimiter) },
    cwd: projectDir,
    logFile: join(layout.dir, 'logs', 'marathon.log'),
    ready: () => answers(`${layout.marathonUrl}/ping`),
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 15_000,
  });
}

/** Ends it with all of its tasks: after a kill only a Marathon that adopted them can do that. */
export async function endMarathon(marathon: LocalServer): Promise<void> {
  await marathon.start();
  await marathon.stop();
}
