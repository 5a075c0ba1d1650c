/** What Marathon itself says of a service's apps: by plain HTTP, not through Pacer's client. */
export interface AppSeen {
  readonly id: string;
  /** Of its definition: a change of the count alone is none. */
  readonly version: string;
  readonly instances: number;
  readonly deployments: number;
  readonly tasks: readonly TaskSeen[];
}

export interface TaskSeen {
  readonly id: string;
  readonly address: string;
  /** Runs, and every health check says alive. */
  readonly healthy: boolean;
}

interface AppReply {
  readonly id: string;
  readonly version: string;
  readonly versionInfo?: { readonly lastConfigChangeAt: string };
  readonly instances: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly healthChecks?: readonly unknown[];
  readonly deployments: readonly unknown[];
  readonly tasks: readonly TaskReply[];
}

interface TaskReply {
  readonly id: string;
  readonly host: string;
  readonly ports: readonly number[];
  readonly state: string;
  readonly healthCheckResults?: readonly { readonly alive: boolean }[];
}

/** Those with the service's label or name; `byName`: a smaller question. Throws when Marathon does not answer within `timeoutMs`. */
export async function lookAtApps(
  marathonUrl: string,
  service: string,
  timeoutMs: number,
  byName = false,
): Promise<readonly AppSeen[]> {
  const url = `${marathonUrl}/v2/apps?embed=apps.tasks&embed=apps.deployments${byName ? `&id=${service}` : ''}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!answer.ok) throw new Error(`Marathon answers ${answer.status}`);
  const { apps } = (await answer.json()) as { readonly apps: readonly AppReply[] };
  const names = [`/${service}`, `/${service}-a`, `/${service}-b`];
  return apps
    .filter(({ id, labels }) => labels?.['PACER_SERVICE'] === service || names.includes(id))
    .map((app) => ({
      id: app.id,
      version: app.versionInfo?.lastConfigChangeAt ?? app.version,
      instances: app.instances,
      deployments: app.deployments.length,
      tasks: app.tasks.map((task) => taskSeen(task, app.healthChecks?.length ?? 0)),
    }));
}

function taskSeen({ id, host, ports, state, healthCheckResults = [] }: TaskReply, checks: number): TaskSeen {
  const alive = healthCheckResults.length >= checks && healthCheckResults.every((it) => it.alive);
  return { id, address: `${host}:${ports[0] ?? 0}`, healthy: state === 'TASK_RUNNING' && alive };
}
