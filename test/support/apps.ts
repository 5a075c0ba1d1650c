import type { App, Task } from '../../src/domain/app.ts';

/** A healthy running task of `/shop-a`, with what a test wants different. */
export function aTask(id: string, different: Partial<Task> = {}): Task {
  return {
    id,
    appId: '/shop-a',
    host: 'agent-1',
    address: 'agent-1',
    ports: [31_000],
    state: 'TASK_RUNNING',
    stagedAt: '2026-11-24T10:00:00.000Z',
    startedAt: '2026-11-24T10:00:01.000Z',
    health: { kind: 'healthy' },
    ...different,
  };
}

/** The app `/shop-a` with these tasks, one health check and no deployment. */
export function anApp(tasks: readonly Task[], different: Partial<App> = {}): App {
  return {
    id: '/shop-a',
    instances: tasks.length,
    version: '2026-11-24T10:00:00.000Z',
    labels: {},
    healthCheckCount: 1,
    deployments: [],
    tasks,
    ...different,
  };
}
