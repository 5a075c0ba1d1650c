import type { Scheduler } from '../scheduler.ts';
import { isActive, type Instance } from '../tasks/instance.ts';
import { taskJson } from './task-json.ts';

/**
 * Kills without scaling: each task is replaced, under the same instance id unless it is wiped. Returns the tasks as they
 * were. An id names its instance and not its task, so that a repeated call kills the replacement, as in Marathon.
 */
export function killInPlace(
  scheduler: Scheduler,
  instances: readonly Instance[],
  wipe: boolean,
): readonly object[] {
  const live = instances.filter(isActive);
  const tasks = live.flatMap((it) => taskJson(scheduler, it) ?? []);
  for (const instance of live) {
    if (wipe) scheduler.retire(instance);
    else scheduler.executor.kill(instance);
  }
  return tasks;
}
