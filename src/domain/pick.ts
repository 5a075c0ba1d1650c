import { hasEnded, type App, type Task } from './app.ts';
import { isServiceable } from './health-verdict.ts';

/**
 * Picks at most `count` tasks to leave: those that serve nobody well first (not running, then not healthy), then the
 * oldest. A task that is ending, has ended or is out of reach is not picked: killing by its id has no reliable effect
 * in Marathon. Ties are broken by id, so that the same look gives the same pick.
 */
export function pickLeaving(app: App, count: number): readonly string[] {
  return app.tasks
    .filter((task) => !['TASK_KILLING', 'TASK_UNREACHABLE'].includes(task.state) && !hasEnded(task))
    .toSorted((one, other) => worth(one) - worth(other) || age(one, other))
    .slice(0, Math.max(0, count))
    .map((task) => task.id);
}

/**
 * Whether as many stay as are to, healthy, when these leave. Not so for a moment where Marathon brings back one that has
 * died, or has just begun and does not know yet who is healthy. Who serves nobody may leave at any time.
 */
export function enoughStay(app: App, leave: readonly string[], staying: number): boolean {
  const leaves = new Set(leave);
  const mayServe = (task: Task): boolean => task.state === 'TASK_RUNNING' && task.health.kind !== 'unhealthy';
  if (!app.tasks.some((task) => leaves.has(task.id) && mayServe(task))) return true;
  return app.tasks.filter((task) => !leaves.has(task.id) && isServiceable(task, app)).length >= staying;
}

function worth(task: Task): number {
  if (task.state !== 'TASK_RUNNING') return 0;
  return task.health.kind === 'unhealthy' ? 1 : 2;
}

function age(one: Task, other: Task): number {
  const [a, b] = [one.startedAt ?? one.stagedAt ?? '', other.startedAt ?? other.stagedAt ?? ''];
  if (a !== b) return a < b ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
