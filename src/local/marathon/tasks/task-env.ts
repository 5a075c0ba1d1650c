import type { AppSpec } from '../model/app-spec.ts';
import { portNames } from '../model/app-spec.ts';
import type { Task } from './instance.ts';

/** The environment of a task: this machine's PATH and HOME, Marathon's variables, then the app's own. */
export function taskEnv(app: AppSpec, task: Task, machine: NodeJS.ProcessEnv): Record<string, string> {
  return {
    ...inherited(machine),
    ...portVariables(app, task.ports),
    ...labelVariables(app.labels),
    HOST: task.host,
    MESOS_TASK_ID: task.id,
    MESOS_SANDBOX: task.sandbox,
    MESOS_CONTAINER_IP: task.host,
    MARATHON_APP_ID: app.id,
    MARATHON_APP_VERSION: app.version,
    MARATHON_APP_RESOURCE_CPUS: decimal(app.cpus),
    MARATHON_APP_RESOURCE_MEM: decimal(app.mem),
    MARATHON_APP_RESOURCE_DISK: decimal(app.disk),
    MARATHON_APP_RESOURCE_GPUS: String(app.gpus),
    ...(app.container?.docker && { MARATHON_APP_DOCKER_IMAGE: app.container.docker.image }),
    ...plainVariables(app.env ?? {}),
  };
}

function inherited(machine: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'USER'];
  return Object.fromEntries(
    names.flatMap((name) => (machine[name] === undefined ? [] : [[name, machine[name]]])),
  );
}

function portVariables(app: AppSpec, ports: readonly number[]): Record<string, string> {
  const variables: Record<string, string> = { PORTS: ports.join(',') };
  const names = portNames(app);
  ports.forEach((port, index) => {
    if (index === 0) variables['PORT'] = String(port);
    variables[`PORT${String(index)}`] = String(port);
    const name = names[index];
    if (name !== undefined) variables[`PORT_${variableName(name)}`] = String(port);
  });
  return variables;
}

/** Marathon leaves out labels with more than 512 characters. */
function labelVariables(labels: Readonly<Record<string, string>>): Record<string, string> {
  const short = Object.entries(labels).filter(([, value]) => value.length <= 512);
  return {
    MARATHON_APP_LABELS: short.map(([name]) => variableName(name)).join(' '),
    ...Object.fromEntries(short.map(([name, value]) => [`MARATHON_APP_LABEL_${variableName(name)}`, value])),
  };
}

function plainVariables(env: NonNullable<AppSpec['env']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_');
}

/** Marathon writes these numbers with a decimal point. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
