/** How the tasks of an app behave; in its `env` as ACTS. */
export const ACTS = ['good', 'never-healthy', 'crash-loop', 'sick-later', 'bad-answers'] as const;
export type Acts = (typeof ACTS)[number];

/** A task as it is, whatever anybody knows of it. */
export interface ModelTask {
  readonly id: string;
  readonly appId: string;
  readonly port: number;
  readonly stagedMs: number;
  startedMs?: number;
  state: 'TASK_STAGING' | 'TASK_RUNNING' | 'TASK_UNREACHABLE' | 'TASK_KILLING';
  health: 'unknown' | 'healthy' | 'unhealthy';
  /** It answers users. */
  works: boolean;
  failures: number;
}

/** What has happened to users' servers that no release has done. */
export interface Damage {
  readonly atMs: number;
  readonly address: string;
}

export interface AppModel {
  readonly id: string;
  readonly definition: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly acts: Acts;
  instances: number;
  version: number;
  /** When its definition was last changed, or it was restarted. */
  configVersion: number;
  tasks: ModelTask[];
  deployments: DeploymentModel[];
  lastFailure?: { readonly taskId: string; readonly message: string; readonly atMs: number };
}

export interface DeploymentModel {
  readonly id: string;
  readonly appId: string;
  readonly sinceMs: number;
}

export const HOST = '10.0.0.1';
export const addressOf = ({ port }: Pick<ModelTask, 'port'>): string => `${HOST}:${port}`;
