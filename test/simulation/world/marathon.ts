import type { Clock } from '../clock.ts';
import {
  addressOf,
  type Acts,
  type AppModel,
  type Damage,
  type DeploymentModel,
  type ModelTask,
} from './tasks.ts';

const LAUNCH_MS = 200;
const BACKOFF_MS = 1_000;
const GRACE_MS = 400;
const RESTART_MS = 1_000;
const SICK_AFTER_MS = 4_000;
/** Marathon ends a task whose check has failed so often, one a second. */
const MOST_FAILURES = 3;

/** Why Marathon does not take a request. */
export type Refusal =
  | { readonly kind: 'locked'; readonly deployments: readonly string[] }
  | { readonly kind: 'exists' }
  | { readonly kind: 'no-such-app' };

/** Marathon and the tasks that it runs, as they are. */
export class MarathonModel {
  readonly apps = new Map<string, AppModel>();
  /** Of apps that were deleted, until their tasks are gone. */
  readonly ending: { readonly deployment: DeploymentModel; readonly tasks: Set<ModelTask> }[] = [];
  readonly damage: Damage[] = [];
  /** Called before a task that answers users no longer does; `by` a request, or by itself. */
  onStop: (task: ModelTask, by: 'request' | 'itself') => void = () => undefined;
  /** Called when somebody reads an app. */
  onRead: (id: string) => void = () => undefined;
  readonly #clock: Clock;
  readonly #working = new Set<string>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(definition: AppModel['definition']): Refusal | DeploymentModel {
    if (this.apps.has(definition.id)) return { kind: 'exists' };
    const old = this.ending.find((it) => it.deployment.appId === definition.id);
    if (old !== undefined) return { kind: 'locked', deployments: [old.deployment.id] };
    const { ACTS = 'good' } = (definition['env'] ?? {}) as { ACTS?: Acts };
    const { instances } = definition as { instances?: number };
    const app: AppModel = {
      ...{ id: definition.id, definition, acts: ACTS, version: this.#clock.now() },
      configVersion: this.#clock.now(),
      ...{ instances: instances ?? 1, tasks: [], deployments: [] },
    };
    this.apps.set(app.id, app);
    return this.#deploy(app);
  }

  setInstances(id: string, instances: number): Refusal | DeploymentModel {
    const app = this.apps.get(id);
    if (app === undefined) return { kind: 'no-such-app' };
    if (app.deployments.length > 0) return lockedBy(app);
    app.instances = instances;
    const tooMany = app.tasks.filter((it) => it.state !== 'TASK_KILLING').slice(instances);
    for (const task of tooMany) this.#kill(app, task);
    return this.#deploy(app);
  }

  /** As Marathon counts: each id that it still knows takes one off, also when that is ending already. */
  killAndScale(taskIds: readonly string[]): Refusal | DeploymentModel {
    const found = [...this.apps.values()].flatMap((app) =>
      app.tasks.filter((it) => taskIds.includes(it.id)).map((task) => ({ app, task })),
    );
    const [first] = found;
    if (first === undefined) return this.#deployment('');
    if (first.app.deployments.length > 0) return lockedBy(first.app);
    first.app.instances = Math.max(0, first.app.instances - found.length);
    for (const { app, task } of found) this.#kill(app, task);
    return this.#deploy(first.app);
  }

  remove(id: string, force: boolean): Refusal | DeploymentModel {
    const app = this.apps.get(id);
    if (app === undefined) return { kind: 'no-such-app' };
    if (app.deployments.length > 0 && !force) return lockedBy(app);
    this.apps.delete(id);
    const deployment = this.#deployment(id);
    const gone = { deployment, tasks: new Set(app.tasks) };
    this.ending.push(gone);
    for (const task of app.tasks) this.#kill(app, task);
    this.#endIfGone(gone);
    return deployment;
  }

  /** A task fails by itself, as when its machine dies. Marathon launches another one. */
  crash(app: AppModel, task: ModelTask): void {
    if (!app.tasks.includes(task)) return;
    this.#hurt(task);
    this.#gone(app, task, `task ${task.id} crashed`);
  }

  /** A task answers nobody for a while. */
  sicken(app: AppModel, task: ModelTask, ms: number): void {
    if (task.state !== 'TASK_RUNNING' || !task.works) return;
    this.#hurt(task);
    this.#setWorks(task, false);
    this.#checkSick(app, task);
    this.#clock.in(ms, () => {
      if (!app.tasks.includes(task) || task.state !== 'TASK_RUNNING' || app.acts === 'sick-later') return;
      this.#setWorks(task, true);
      task.failures = 0;
      task.health = 'healthy';
      this.#settle(app);
    });
  }

  /** An agent is out of reach for a while, with one task on it. */
  lose(app: AppModel, task: ModelTask, ms: number): void {
    if (task.state !== 'TASK_RUNNING') return;
    this.#hurt(task);
    this.#setWorks(task, false);
    task.state = 'TASK_UNREACHABLE';
    this.#clock.in(ms, () => {
      if (!app.tasks.includes(task) || task.state !== 'TASK_UNREACHABLE') return;
      task.state = 'TASK_RUNNING';
      task.health = 'healthy';
      this.#setWorks(task, true);
      this.#settle(app);
    });
  }

  /** A restart, or another definition: whoever runs is replaced, those that come first. */
  restart(app: AppModel): void {
    app.configVersion = this.#clock.now();
    const old = app.tasks.filter((it) => it.state !== 'TASK_KILLING');
    const deployment = this.#deployment(app.id);
    app.deployments.push(deployment);
    old.forEach(() => {
      this.#launch(app);
    });
    this.#clock.in(2 * RESTART_MS, () => {
      for (const task of old.filter((it) => app.tasks.includes(it))) {
        this.#hurt(task);
        this.#kill(app, task);
      }
      this.#settle(app);
    });
  }

  /** Somebody's deployment that changes nothing, and takes so long. */
  occupy(app: AppModel, ms: number): void {
    const deployment = this.#deployment(app.id);
    app.deployments.push(deployment);
    this.#clock.in(ms, () => {
      app.deployments = app.deployments.filter((it) => it !== deployment);
    });
  }

  tasks(): ModelTask[] {
    return [
      ...[...this.apps.values()].flatMap((it) => it.tasks),
      ...this.ending.flatMap((it) => [...it.tasks]),
    ];
  }

  works(address: string): boolean {
    return this.#working.has(address);
  }

  #setWorks(task: ModelTask, works: boolean): void {
    task.works = works;
    if (works) this.#working.add(addressOf(task));
    else this.#working.delete(addressOf(task));
  }

  #hurt(task: ModelTask): void {
    if (task.works) this.damage.push({ atMs: this.#clock.now(), address: addressOf(task) });
  }

  #checkSick(app: AppModel, task: ModelTask): void {
    this.#clock.in(1_000, () => {
      if (task.works || task.state !== 'TASK_RUNNING' || !app.tasks.includes(task)) return;
      task.failures += 1;
      task.health = 'unhealthy';
      if (task.failures < MOST_FAILURES) this.#checkSick(app, task);
      else this.#gone(app, task, 'Task was killed since health check failed');
    });
  }

  #deploy(app: AppModel): DeploymentModel {
    app.version = Math.max(app.version + 1, this.#clock.now());
    const deployment = this.#deployment(app.id);
    app.deployments.push(deployment);
    this.#launchMissing(app, LAUNCH_MS);
    this.#clock.in(50, () => {
      this.#settle(app);
    });
    return deployment;
  }

  #deployment(appId: string): DeploymentModel {
    return { id: `deployment-${++this.#count}`, appId, sinceMs: this.#clock.now() };
  }

  #launchMissing(app: AppModel, delayMs: number): void {
    this.#clock.in(delayMs, () => {
      if (this.apps.get(app.id) !== app) return;
      while (app.tasks.filter((it) => it.state !== 'TASK_KILLING').length < app.instances) this.#launch(app);
    });
  }

  #launch(app: AppModel): void {
    const number = ++this.#count;
    const task: ModelTask = {
      ...{
        id: `${app.id.slice(1).replaceAll('/', '_')}.task-${number}`,
        appId: app.id,
        port: 20_000 + number,
      },
      ...{ stagedMs: this.#clock.now(), state: 'TASK_STAGING', health: 'unknown', works: false, failures: 0 },
    };
    app.tasks.push(task);
    this.#clock.in(LAUNCH_MS, () => {
      if (task.state !== 'TASK_STAGING') return;
      task.state = 'TASK_RUNNING';
      task.startedMs = this.#clock.now();
      this.#begin(app, task);
    });
  }

  #begin(app: AppModel, task: ModelTask): void {
    if (app.acts === 'never-healthy') return;
    this.#clock.in(app.acts === 'crash-loop' ? 300 : 800, () => {
      if (task.state !== 'TASK_RUNNING') return;
      if (app.acts === 'crash-loop') {
        this.#gone(app, task, 'exited with status 1');
        return;
      }
      this.#setWorks(task, true);
      task.health = 'healthy';
      this.#settle(app);
      if (app.acts === 'sick-later')
        this.#clock.in(SICK_AFTER_MS, () => {
          if (app.tasks.includes(task)) this.sicken(app, task, Infinity);
        });
    });
  }

  #kill(app: AppModel, task: ModelTask): void {
    if (task.state === 'TASK_KILLING') return;
    if (task.works) this.onStop(task, 'request');
    task.state = 'TASK_KILLING';
    this.#setWorks(task, false);
    this.#clock.in(GRACE_MS, () => {
      app.tasks = app.tasks.filter((it) => it !== task);
      for (const gone of this.ending) {
        gone.tasks.delete(task);
        this.#endIfGone(gone);
      }
      this.#settle(app);
    });
  }

  #endIfGone(gone: MarathonModel['ending'][number]): void {
    if (gone.tasks.size > 0) return;
    this.#clock.in(50, () => {
      const at = this.ending.indexOf(gone);
      if (at >= 0) this.ending.splice(at, 1);
    });
  }

  #gone(app: AppModel, task: ModelTask, message: string): void {
    if (task.works) this.onStop(task, 'itself');
    this.#setWorks(task, false);
    task.state = 'TASK_KILLING';
    app.tasks = app.tasks.filter((it) => it !== task);
    app.lastFailure = { taskId: task.id, message, atMs: this.#clock.now() };
    this.#launchMissing(app, BACKOFF_MS);
    this.#settle(app);
  }

  /** A deployment ends when the app is as it is to be. */
  #settle(app: AppModel): void {
    const { tasks, instances } = app;
    const isDone = tasks.length === instances && tasks.every((it) => it.health === 'healthy');
    if (isDone) app.deployments = [];
  }
}

function lockedBy(app: AppModel): Refusal {
  return { kind: 'locked', deployments: app.deployments.map((it) => it.id) };
}
