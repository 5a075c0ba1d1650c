import type { LiveStatus } from '../cli/live-status.ts';
import type { TaskStatus } from '../domain/status.ts';
import type { Place } from './summary-text.ts';

/** Every task of both versions that was ever seen, also those that are gone by the end. */
export interface TasksSeen {
  readonly see: (status: LiveStatus) => void;
  readonly places: () => readonly Place[];
}

export function tasksSeen(): TasksSeen {
  const byApp = new Map<string, Map<string, TaskStatus>>();
  return {
    see: ({ blue, green }) => {
      for (const side of [blue, green]) {
        if (side === undefined) continue;
        const tasks = byApp.get(side.appId) ?? new Map<string, TaskStatus>();
        for (const task of side.tasks) tasks.set(task.taskId, task);
        byApp.set(side.appId, tasks);
      }
    },
    places: () =>
      [...byApp].map(([appId, tasks]) => ({
        what: `tasks of ${appId}`,
        where: [...tasks.values()].map(addressOf).join(', ') || 'none seen',
      })),
  };
}

const addressOf = ({ host, port }: TaskStatus) => (port === undefined ? host : `${host}:${String(port)}`);
