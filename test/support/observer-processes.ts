import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process that runs one of the service's tasks, by what Linux knows of it. */
export interface ProcessSeen {
  readonly pid: number;
  readonly taskId: string;
}

/** Processes of a service's tasks below a directory, which is that of one local stack. */
export async function taskProcesses(dir: string, service: string): Promise<readonly ProcessSeen[]> {
  const pids = (await readdir('/proc')).filter((it) => /^\d+$/.test(it));
  const seen = await Promise.all(pids.map((pid) => taskOf(pid, dir)));
  return seen.flatMap((it) => (it !== undefined && it.appId.startsWith(`/${service}`) ? [it] : []));
}

async function taskOf(pid: string, dir: string): Promise<(ProcessSeen & { appId: string }) | undefined> {
  try {
    const cwd = await readlink(`/proc/${pid}/cwd`);
    if (!cwd.startsWith(`${dir}/`)) return undefined;
    const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const valueOf = (name: string): string | undefined =>
      environment.find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1);
    const appId = valueOf('MARATHON_APP_ID');
    const taskId = valueOf('MESOS_TASK_ID');
    return appId === undefined || taskId === undefined ? undefined : { pid: Number(pid), taskId, appId };
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return undefined;
  }
}
