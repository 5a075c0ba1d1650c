import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import { AppAlreadyExists } from '../src/clients/marathon-errors.ts';
import type { Marathon } from '../src/clients/marathon.ts';
import type { App, AppDefinition } from '../src/domain/app.ts';
import { releaseLabel } from '../src/domain/labels.ts';
import { enoughStay, pickLeaving } from '../src/domain/pick.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import { keptBeside } from './keep-beside.ts';
import { again, over, watch, type Look } from './watch.ts';

export interface AppRef {
  readonly target: string;
  readonly appId: string;
}

/** The pool is kept meanwhile. Absent: it is not. */
export interface KeptPool {
  readonly intent?: PoolIntent;
}

export interface Removal {
  readonly appId: string;
  /** Take it out of a deployment that never ends. */
  readonly force: boolean;
  /** Remove it only if it is of this release; null: of none. */
  readonly release?: string | null;
  /** Refuse to remove it while it wants tasks. */
  readonly onlyEmpty: boolean;
}

/** What a task takes that Marathon brings back elsewhere; who stays away longer does not hold up a release. */
const LONGEST_RETURN_MS = 10_000;
/** How long a single change of an app is tried while Marathon does not answer or another deployment holds it. */
const PATIENCE_MS = 120_000;
/** Between two looks that find nothing more of an app. */
const SECOND_LOOK_MS = 500;

export function appActivities(targets: Targets) {
  return {
    /**
     * Creates the app with no instances. A repeat recognises its own app by the label PACER_RELEASE. Throws a final
     * `AppInTheWay` when the id is taken by somebody else, `MarathonRejected` when Marathon does not take the definition.
     */
    async launchApp(
      input: KeptPool & { target: string; definition: AppDefinition; release: string },
    ): Promise<void> {
      const target = targetNamed(targets, input.target);
      await keptBeside(target, input.intent, () =>
        insist(`${input.definition.id} could not be created`, () => launchOnce(target.marathon, input)),
      );
    },

    /**
     * Brings the app up to `instances`, an absolute number. Safe to repeat. Never scales down: an app that has more
     * already is left as it is (Marathon would kill its running tasks and keep those that wait for an offer).
     */
    async scaleApp(input: AppRef & KeptPool & { instances: number; timeoutMs: number }): Promise<void> {
      const target = targetNamed(targets, input.target);
      const { marathon } = target;
      const what = `${input.appId} could not be scaled to ${input.instances}`;
      const look = async (): Promise<Look<null, undefined>> => {
        const app = present(await marathon.readApp(input.appId, cancellationSignal()), input.appId);
        return app.instances >= input.instances
          ? over(undefined)
          : setInstances(marathon, app, input.instances);
      };
      await keptBeside(target, input.intent, () => insist(what, look, input.timeoutMs));
    },

    /**
     * Brings an app without a single task down to `instances`; answers the count that it then has. An app that has got
     * a task meanwhile is left as it is, since Marathon would choose the victim. Safe to repeat.
     */
    async shrinkApp(input: AppRef & { instances: number }): Promise<{ instances: number }> {
      const { marathon } = targetNamed(targets, input.target);
      return insist(`${input.appId} could not be scaled to ${input.instances}`, async () => {
        const app = present(await marathon.readApp(input.appId, cancellationSignal()), input.appId);
        const hasTask = pickLeaving(app, app.tasks.length).length > 0;
        if (hasTask || app.instances <= input.instances) return over({ instances: app.instances });
        return setInstances(marathon, app, input.instances);
      });
    },

    /**
     * Reads the app and picks the tasks that leave so that `leaving` stay; waits a while for those to be healthy. Changes
     * nothing. Throws a final `ForeignChange` when the app is gone, unless it may be.
     */
    async pickTasks(
      input: AppRef & { leaving: number; mayBeGone: boolean },
    ): Promise<{ taskIds: readonly string[]; instances: number }> {
      const { marathon } = targetNamed(targets, input.target);
      return insist(`${input.appId} could not be read`, async (_, watchedMs) => {
        const found = await marathon.readApp(input.appId, cancellationSignal());
        if (found === undefined && input.mayBeGone) return over({ taskIds: [], instances: 0 });
        const app = present(found, input.appId);
        const taskIds = pickLeaving(app, app.instances - input.leaving);
        if (watchedMs < LONGEST_RETURN_MS && !enoughStay(app, taskIds, input.leaving))
          return again(null, `${input.leaving} tasks of ${app.id} that stay to be healthy`);
        return over({ taskIds, instances: app.instances });
      });
    },

    /**
     * Removes the app and waits until Marathon has ended all of it. Safe to repeat: an app that is not there is done, one
     * of another release is left alone. Throws a final `ForeignChange` when it should be empty and is not.
     */
    async removeApp(input: Removal & KeptPool & { target: string; timeoutMs: number }): Promise<void> {
      const target = targetNamed(targets, input.target);
      const what = `${input.appId} could not be removed`;
      await keptBeside(target, input.intent, () =>
        insist(what, removing(target.marathon, input), input.timeoutMs),
      );
    },
  };
}

/** Looks again until it is over; gives up with a final failure that says what could not be done, and why. */
function insist<R>(
  what: string,
  look: (state: null, watchedMs: number) => Promise<Look<null, R>>,
  timeoutMs = PATIENCE_MS,
): Promise<R> {
  return watch<null, R>({
    timeoutMs,
    everyMs: 100,
    initial: null,
    look,
    onTimeout: (_, problem) => {
      const last = problem === undefined ? '' : `; last problem: ${problem}`;
      throw ApplicationFailure.nonRetryable(`${what} within ${timeoutMs / 1000} s${last}`, 'MarathonTooSlow');
    },
  });
}

async function launchOnce(
  marathon: Marathon,
  { definition, release }: { definition: AppDefinition; release: string },
): Promise<Look<null, undefined>> {
  const there = await marathon.readApp(definition.id, cancellationSignal());
  if (there !== undefined) {
    if (there.labels[releaseLabel] === release) return over(undefined);
    throw ApplicationFailure.nonRetryable(
      `${there.id} exists already and is not of this release (${releaseLabel} is ${there.labels[releaseLabel] ?? 'not set'}). Remove it, or name it as blue.`,
      'AppInTheWay',
    );
  }
  if (await isInDeployment(marathon, definition.id))
    return again(null, `Marathon to end what was ${definition.id} before`);
  try {
    await marathon.createApp({ ...definition, instances: 0 }, cancellationSignal());
  } catch (error) {
    if (!(error instanceof AppAlreadyExists)) throw error;
  }
  return again(null, `Marathon to list ${definition.id}`);
}

async function setInstances<R>(marathon: Marathon, app: App, instances: number): Promise<Look<null, R>> {
  if (app.deployments.length > 0)
    return again(null, `deployment ${app.deployments.join(', ')} of ${app.id} to end`);
  await marathon.setInstances(app.id, instances, cancellationSignal());
  return again(null, `Marathon to take ${instances} instances of ${app.id}`);
}

/** What is forced shows no deployment before those that it cancels have ended: one look alone may fall in between. */
function removing(marathon: Marathon, removal: Removal): () => Promise<Look<null, undefined>> {
  let clearLooks = 0;
  return async () => {
    const look = await removeOnce(marathon, removal);
    clearLooks = look.kind === 'over' ? clearLooks + 1 : 0;
    if (look.kind === 'again' || !removal.force || clearLooks > 1) return look;
    return { ...again(null, `Marathon to show what ends ${removal.appId}`), againInMs: SECOND_LOOK_MS };
  };
}

async function removeOnce(
  marathon: Marathon,
  { appId, force, release, onlyEmpty }: Removal,
): Promise<Look<null, undefined>> {
  const signal = cancellationSignal();
  const app = await marathon.readApp(appId, signal);
  if (app !== undefined) {
    if (release !== undefined && (app.labels[releaseLabel] ?? null) !== release) return over(undefined);
    if (onlyEmpty && app.instances > 0) {
      throw ApplicationFailure.nonRetryable(
        `${appId} has ${app.instances} instances again: somebody else changed it. Scale it to 0 if it is to go`,
        'ForeignChange',
      );
    }
    if (!force && app.deployments.length > 0)
      return again(null, `deployment ${app.deployments.join(', ')} of ${appId} to end`);
    await marathon.deleteApp(appId, { force }, signal);
    return again(null, `Marathon to end ${appId}`);
  }
  return (await isInDeployment(marathon, appId))
    ? again(null, `Marathon to end the tasks of ${appId}`)
    : over(undefined);
}

/** Also of an app that is not there any more. What is sent meanwhile is refused, and takes the deployment's lock away. */
async function isInDeployment(marathon: Marathon, appId: string): Promise<boolean> {
  const deployments = await marathon.runningDeployments(cancellationSignal());
  return deployments.some((it) => it.affectedApps.includes(appId));
}

function present(app: App | undefined, appId: string): App {
  if (app !== undefined) return app;
  throw ApplicationFailure.nonRetryable(
    `${appId} is gone: somebody else removed it during the release`,
    'ForeignChange',
  );
}
