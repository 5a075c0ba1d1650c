import type { AppSpec } from '../model/app-spec.ts';

/** The agents of this cluster: all of them are this machine. */
export const AGENT_IDS: readonly string[] = ['local-S0', 'local-S1', 'local-S2'];

/** Tasks run here and are reached here. */
export const TASK_HOST = '127.0.0.1';

/** What its offers hold. Each task is measured against the whole: shares of a laptop are not worth keeping books of. */
const RESOURCES = { cpus: 1024, mem: 1_048_576, disk: 16_777_216, gpus: 0 } as const;

export type RejectReason =
  'InsufficientCpus' | 'InsufficientMemory' | 'InsufficientDisk' | 'InsufficientGpus';

/** Why an offer of this agent cannot take a task of the app; undefined when it can. */
export function rejectReason(app: AppSpec): RejectReason | undefined {
  if (app.cpus > RESOURCES.cpus) return 'InsufficientCpus';
  if (app.mem > RESOURCES.mem) return 'InsufficientMemory';
  if (app.disk > RESOURCES.disk) return 'InsufficientDisk';
  return app.gpus > RESOURCES.gpus ? 'InsufficientGpus' : undefined;
}
