import type { App, Task } from './app.ts';

/**
 * Picks at most `count` tasks to leave: those that serve nobody well first (not running, then not healthy), then the
 * oldest. A task that is ending or out of reach is not picked: killing by its id has no reliable effect in Marathon.
 * Ties are broken by id, so that the same look gives the same pick.
 */
export function pickLeaving(app: App, count: number): readonly string[] {
  return app.tasks
    .filter((task) => task.state !== 'TASK_KILLING' && task.state !== 'TASK_UNREACHABLE')
    .toSorted((one, other) => worth(one) - worth(other) || age(one, other))
    .slice(0, Math.max(0, count))
    .map((task) => task.id);
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
