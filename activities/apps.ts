import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import { AppAlreadyExists } from '../src/clients/marathon-errors.ts';
import type { App, AppDefinition, TaskFailure } from '../src/domain/app.ts';
import {
  causeOfTimeout,
  judgeHealth,
  type HealthVerdict,
  type HealthWish,
} from '../src/domain/health-verdict.ts';
import type { Cause } from '../src/domain/outcome.ts';
import { releaseLabel } from '../src/domain/labels.ts';
import { pickLeaving } from '../src/domain/pick.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { Sighting } from '../src/domain/status.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { keepPool, sight } from './look.ts';
import { watch } from './watch.ts';

export interface AppRef {
  readonly target: string;
  readonly appId: string;
}

export type HealthResult =
  | { readonly kind: 'healthy'; readonly taskIds: readonly string[]; readonly sighting: Sighting }
  | { readonly kind: 'failed'; readonly cause: Cause };

const MARATHON_PATIENCE_MS = 120_000;

export function appActivities(targets: Targets) {
  return {
    /**
     * Creates the app with no instances. A repeat recognises its own app by the label PACER_RELEASE. Throws a final
     * `AppInTheWay` when the id is taken by somebody else, `MarathonRejected` when Marathon does not take the definition.
     */
    async launchApp(input: { target: string; definition: AppDefinition; release: string }): Promise<void> {
      const { marathon } = targetNamed(targets, input.target);
      await watch<null, undefined>({
        timeoutMs: MARATHON_PATIENCE_MS,
        everyMs: 100,
        initial: null,
        onTimeout: (_, problem) =>
          giveUp('AppNotCreated', `${input.definition.id} could not be created`, problem),
        look: async () => {
          const there = await marathon.readApp(input.definition.id, cancellationSignal());
          if (there !== undefined) return { kind: 'over', result: own(there, input.release) };
          try {
            await marathon.createApp({ ...input.definition, instances: 0 }, cancellationSignal());
          } catch (error) {
            if (!(error instanceof AppAlreadyExists)) throw error;
          }
          return again(`Marathon to list ${input.definition.id}`);
        },
      });
    },

    /**
     * Brings the app up to `instances`, an absolute number. Safe to repeat. Never scales down: an app that has more
     * already is left as it is (Marathon would kill its running tasks and keep those that wait for an offer).
     */
    async scaleApp(input: AppRef & { instances: number }): Promise<void> {
      const { marathon } = targetNamed(targets, input.target);
      await watch<null, undefined>({
        timeoutMs: MARATHON_PATIENCE_MS,
        everyMs: 100,
        initial: null,
        onTimeout: (_, problem) =>
          giveUp('AppNotScaled', `${input.appId} could not be scaled to ${input.instances}`, problem),
        look: async () => {
          const app = await marathon.readApp(input.appId, cancellationSignal());
          if (app === undefined) throw foreignChange(`${input.appId} is gone`);
          if (app.instances >= input.instances) return { kind: 'over', result: undefined };
          if (app.deployments.length === 0)
            await marathon.setInstances(input.appId, input.instances, cancellationSignal());
          return again(`Marathon to take ${input.instances} instances of ${input.appId}`);
        },
      });
    },

    /**
     * Brings an app without a single task down to `instances`; answers the count that it then has. An app that has got
     * a task meanwhile is left as it is, since Marathon would choose the victim. Safe to repeat.
     */
    async shrinkApp(input: AppRef & { instances: number }): Promise<{ instances: number }> {
      const { marathon } = targetNamed(targets, input.target);
      return watch<null, { instances: number }>({
        timeoutMs: MARATHON_PATIENCE_MS,
        everyMs: 100,
        initial: null,
        onTimeout: (_, problem) =>
          giveUp('AppNotScaled', `${input.appId} could not be scaled to ${input.instances}`, problem),
        look: async () => {
          const app = await marathon.readApp(input.appId, cancellationSignal());
          if (app === undefined) throw foreignChange(`${input.appId} is gone`);
          const picked = app.tasks.some(
            (task) => task.state !== 'TASK_UNREACHABLE' && task.state !== 'TASK_KILLING',
          );
          if (picked || app.instances <= input.instances)
            return { kind: 'over', result: { instances: app.instances } };
          if (app.deployments.length === 0)
            await marathon.setInstances(input.appId, input.instances, cancellationSignal());
          return again(`Marathon to take ${input.instances} instances of ${input.appId}`);
        },
      });
    },

    /**
     * Waits until the app has exactly the wished tasks, all running and alive by every health check, and no deployment.
     * Keeps the pool as intended meanwhile. Gives up early on a crash loop, a task out of reach or a deleted app.
     */
    async awaitHealthy(
      input: AppRef & { wish: HealthWish; intent: PoolIntent; timeoutMs: number },
    ): Promise<HealthResult> {
      const target = targetNamed(targets, input.target);
      interface Seen {
        readonly since: string;
        readonly failures: readonly TaskFailure[];
        readonly verdict?: HealthVerdict;
      }
      return watch<Seen, HealthResult>({
        timeoutMs: input.timeoutMs,
        everyMs: 250,
        initial: { since: new Date().toISOString(), failures: [] },
        onTimeout: (seen) => ({
          kind: 'failed',
          cause: causeOfTimeout(seen.verdict, input.appId, input.timeoutMs),
        }),
        look: async (seen) => {
          const [scene, queue] = await Promise.all([
            keepPool(target, input.intent),
            target.marathon.readQueue(cancellationSignal()),
          ]);
          const app = scene.apps.find((it) => it.id === input.appId);
          const failures = withFailure(seen.failures, app?.lastTaskFailure, seen.since);
          const verdict = judgeHealth(
            app,
            input.wish,
            failures,
            queue.find((it) => it.appId === input.appId),
          );
          if (verdict.kind === 'hopeless')
            return { kind: 'over', result: { kind: 'failed', cause: verdict.cause } };
          if (verdict.kind === 'healthy') {
            return {
              kind: 'over',
              result: {
                kind: 'healthy',
                taskIds: app?.tasks.map((task) => task.id) ?? [],
                sighting: sight(scene),
              },
            };
          }
          return {
            kind: 'again',
            state: { ...seen, failures, verdict },
            sighting: sight(scene, verdict.because),
          };
        },
      });
    },

    /**
     * Reads the app and picks the tasks that leave so that `leaving` stay. Changes nothing. Throws a final
     * `ForeignChange` when the app is gone, unless it may be.
     */
    async pickTasks(
      input: AppRef & { leaving: number; mayBeGone: boolean },
    ): Promise<{ taskIds: readonly string[]; instances: number }> {
      const { marathon } = targetNamed(targets, input.target);
      return watch<null, { taskIds: readonly string[]; instances: number }>({
        timeoutMs: MARATHON_PATIENCE_MS,
        everyMs: 100,
        initial: null,
        onTimeout: (_, problem) => giveUp('AppNotRead', `${input.appId} could not be read`, problem),
        look: async () => {
          const app = await marathon.readApp(input.appId, cancellationSignal());
          if (app === undefined && input.mayBeGone)
            return { kind: 'over', result: { taskIds: [], instances: 0 } };
          if (app === undefined) throw foreignChange(`${input.appId} is gone`);
          return {
            kind: 'over',
            result: { taskIds: pickLeaving(app, app.instances - input.leaving), instances: app.instances },
          };
        },
      });
    },

    /**
     * Removes the app and waits until Marathon has ended all of it. Safe to repeat: an app that is not there is done.
     * `force` takes the app out of a deployment that never ends; without it a running deployment is waited for. With
     * `release`, an app that is not of that release is left alone.
     */
    async removeApp(input: AppRef & { force: boolean; release?: string; timeoutMs: number }): Promise<void> {
      const target = targetNamed(targets, input.target);
      await watch<null, undefined>({
        timeoutMs: input.timeoutMs,
        everyMs: 250,
        initial: null,
        onTimeout: (_, problem) => giveUp('AppNotRemoved', `${input.appId} could not be removed`, problem),
        look: () => removeOnce(target, input.appId, input.force, input.release),
      });
    },
  };
}

async function removeOnce(target: Target, appId: string, force: boolean, release: string | undefined) {
  const signal = cancellationSignal();
  const app = await target.marathon.readApp(appId, signal);
  if (app !== undefined && release !== undefined && app.labels[releaseLabel] !== release)
    return { kind: 'over', result: undefined } as const;
  if (app !== undefined) {
    await target.marathon.deleteApp(appId, { force }, signal);
    return again(`Marathon to end ${appId}`);
  }
  const running = (await target.marathon.runningDeployments(signal)).filter((it) =>
    it.affectedApps.includes(appId),
  );
  if (running.length > 0) return again(`Marathon to end the tasks of ${appId}`);
  return { kind: 'over', result: undefined } as const;
}

function own(app: App, release: string): undefined {
  if (app.labels[releaseLabel] === release) return undefined;
  throw ApplicationFailure.nonRetryable(
    `${app.id} exists already and is not of this release (PACER_RELEASE is ${app.labels[releaseLabel] ?? 'not set'}). Remove it, or name it as blue.`,
    'AppInTheWay',
  );
}

function withFailure(
  known: readonly TaskFailure[],
  latest: TaskFailure | undefined,
  since: string,
): readonly TaskFailure[] {
  if (latest === undefined || latest.timestamp < since) return known;
  if (known.some((it) => it.taskId === latest.taskId && it.timestamp === latest.timestamp)) return known;
  return [...known, latest].slice(-10);
}

function again(waitingFor: string) {
  return {
    kind: 'again',
    state: null,
    sighting: { at: new Date().toISOString(), waitingFor, apps: [] },
  } as const;
}

function foreignChange(found: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${found}: somebody else changed it during the release`,
    'ForeignChange',
  );
}

function giveUp(type: string, what: string, problem: string | undefined): never {
  throw ApplicationFailure.nonRetryable(
    `${what} within its time${problem === undefined ? '' : `; last problem: ${problem}`}`,
    type,
  );
}
