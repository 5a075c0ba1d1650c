import type { App } from './app.ts';
import { MOST_REPAIRS, replyTo } from './guard-policy.ts';
import type { Answer, ChangeKind, ForeignChange, GuardedApp } from './guard.ts';

/** What a guard knows of an app from its looks before. */
export interface KnownApp {
  readonly isGone?: true;
  readonly instances?: number;
  readonly configVersion?: string;
  /** States by task id. Absent: not looked yet. */
  readonly tasks?: Readonly<Record<string, string>>;
  readonly isDeploying?: boolean;
  /** The count below the known one that has been told. */
  readonly toldInstances?: number;
  /** How often it was scaled back. */
  readonly repairs?: number;
}

export interface AppNotice {
  readonly changes: readonly ForeignChange[];
  readonly known: KnownApp;
  /** The count that the app is to be set back to. */
  readonly scaleBackTo?: number;
}

/**
 * Names what somebody else has done to an app since the look before. `leaving`: tasks that the release itself ends. The
 * caller guards no app while it changes its count or removes it.
 */
export function noticeApp(
  guarded: GuardedApp,
  known: KnownApp,
  app: App | undefined,
  leaving: 'all' | readonly string[],
): AppNotice {
  if (app === undefined) return gone(guarded, known);
  const version = versionChange(guarded, known, app);
  const count = countChange(guarded, known, app, leaving === 'all');
  const isExplained = version.length > 0 || count.changes.length > 0;
  const isBusy = app.deployments.length > 0;
  const begun = isBusy && known.isDeploying === false && !isExplained ? [deployment(guarded, app)] : [];
  const changes = [
    ...version,
    ...count.changes,
    ...begun,
    ...(isExplained || isBusy || known.toldInstances !== undefined
      ? []
      : endedTasks(guarded, known, app, leaving)),
    ...reachability(guarded, known, app),
  ];
  const next: KnownApp = {
    ...count.known,
    ...(app.configVersion === undefined ? {} : { configVersion: app.configVersion }),
    tasks: Object.fromEntries(app.tasks.map((task) => [task.id, task.state])),
    // The deployment of a scale-back is the release's own, even where its answer is lost.
    isDeploying: isBusy || count.scaleBackTo !== undefined,
  };
  return {
    changes,
    known: next,
    ...(count.scaleBackTo === undefined ? {} : { scaleBackTo: count.scaleBackTo }),
  };
}

/** Once Marathon has taken the count: one that it has refused, or not answered, is no repair. */
export function scaledBack(known: KnownApp): KnownApp {
  return { ...known, repairs: (known.repairs ?? 0) + 1 };
}

function gone(guarded: GuardedApp, known: KnownApp): AppNotice {
  const wasThere = known.tasks !== undefined || known.instances !== undefined;
  if (known.isGone === true || !wasThere) return { changes: [], known };
  return {
    changes: [change(guarded, 'app-deleted', 'was deleted by somebody else')],
    known: { isGone: true },
  };
}

function versionChange(guarded: GuardedApp, { configVersion }: KnownApp, app: App): readonly ForeignChange[] {
  if (configVersion === undefined || app.configVersion === undefined || app.configVersion === configVersion)
    return [];
  const what = 'was changed or restarted by somebody else';
  return [{ ...change(guarded, 'version-changed', what), knownVersion: configVersion }];
}

interface CountNotice extends AppNotice {
  readonly known: Pick<KnownApp, 'instances' | 'toldInstances' | 'repairs'>;
}

function countChange(guarded: GuardedApp, known: KnownApp, app: App, isLeaving: boolean): CountNotice {
  const { instances: expected = app.instances, repairs = 0 } = known;
  const { instances } = app;
  const what = `was scaled from ${expected} to ${instances} by ${whoElse(guarded)}`;
  if (instances === expected) return { changes: [], known: { instances, repairs } };
  if (instances > expected)
    return { changes: [{ ...change(guarded, 'scaled-up', what), instances }], known: { instances, repairs } };
  const wasSeen = known.tasks !== undefined || expected <= (guarded.planned ?? 0);
  if (isLeaving || !wasSeen || repairs >= MOST_REPAIRS) {
    const insisted = repairs < MOST_REPAIRS ? what : `${what}, after it was scaled back ${repairs} times`;
    const left = change(guarded, 'scaled-down', insisted, { answer: 'go-on', then: 'it is left so' });
    return { changes: [{ ...left, instances }], known: { instances, repairs } };
  }
  const isTold = known.toldInstances === instances;
  const isFree = app.deployments.length === 0;
  return {
    changes: isTold ? [] : [change(guarded, 'scaled-down', what)],
    known: { instances: expected, toldInstances: instances, repairs },
    ...(isFree ? { scaleBackTo: expected } : {}),
  };
}

function whoElse({ isReturning }: GuardedApp): string {
  return isReturning === true ? 'somebody else, or by what this release had begun' : 'somebody else';
}

function deployment(guarded: GuardedApp, app: App): ForeignChange {
  const what = `has deployment ${app.deployments.join(', ')}, begun by ${whoElse(guarded)}`;
  return change(guarded, 'deployment', what);
}

function endedTasks(
  guarded: GuardedApp,
  { tasks = {} }: KnownApp,
  app: App,
  leaving: 'all' | readonly string[],
): readonly ForeignChange[] {
  if (leaving === 'all') return [];
  const there = new Set(app.tasks.filter((it) => isAlive(it.state)).map((it) => it.id));
  const ended = Object.entries(tasks)
    .filter(([id, state]) => isAlive(state) && !there.has(id) && !leaving.includes(id))
    .map(([id]) => id);
  if (ended.length === 0) return [];
  const { lastTaskFailure: failure } = app;
  const why =
    failure !== undefined && ended.includes(failure.taskId)
      ? ` (${failure.taskId}: ${failure.state}, ${failure.message.slice(0, 200)})`
      : '';
  const what = ended.length === 1 ? `has lost task ${ended.join()}` : `has lost ${ended.length} tasks`;
  return [change(guarded, 'tasks-ended', `${what}${why}`)];
}

function isAlive(state: string): boolean {
  return ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_UNREACHABLE'].includes(state);
}

const UNREACHABLE = 'TASK_UNREACHABLE';

function reachability(guarded: GuardedApp, { tasks = {} }: KnownApp, app: App): readonly ForeignChange[] {
  return app.tasks.flatMap(({ id, state, host }) => {
    if (state === UNREACHABLE && tasks[id] !== UNREACHABLE)
      return [change(guarded, 'task-unreachable', `has task ${id} on ${host} out of reach of Marathon`)];
    if (state === 'TASK_RUNNING' && tasks[id] === UNREACHABLE)
      return [change(guarded, 'task-returned', `has task ${id} on ${host} back`)];
    return [];
  });
}

function change(
  { colour, appId }: GuardedApp,
  kind: ChangeKind,
  what: string,
  { answer, then }: { readonly answer: Answer; readonly then: string } = replyTo(kind, colour),
): ForeignChange {
  return { kind, colour, appId, answer, message: `${colour} ${appId} ${what}; ${then}` };
}
