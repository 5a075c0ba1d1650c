import type { Outcome } from '../../src/domain/outcome.ts';
import type { Sighted } from './observer-capacity.ts';
import type { AppSeen } from './observer-marathon.ts';
import type { ProcessSeen } from './observer-processes.ts';

/** What is there when a release is over, or waits for a person. */
export interface EndSeen extends Sighted {
  readonly processes: readonly ProcessSeen[];
  /** Workflows that run for the service and have no business to. */
  readonly lockWorkflows: readonly string[];
  /** States of releases of the service that run. */
  readonly runningStates: readonly string[];
}

/** States in which a release says that it waits for a person. */
const HOLDS = ['holding', 'step-failed', 'drain-overdue', 'waiting-for-approval', 'inconclusive', 'paused'];

/** What is not as it has to be at the end of a release; without an outcome a hold may be. */
export function flawsOfEnd(service: string, seen: EndSeen, outcome: Outcome | undefined): readonly string[] {
  const orphans = [...orphanServers(seen), ...orphanProcesses(seen), ...orphanKeys(service, seen)];
  if (outcome === undefined && seen.runningStates.length > 0)
    return [...seen.runningStates.filter((it) => !HOLDS.includes(it)).map(runsOn), ...orphans];
  return [
    ...seen.runningStates.map(runsOn),
    ...seen.lockWorkflows.map((it) => `lock: ${it} runs, and no release does`),
    ...flawsOfOneVersion(seen),
    ...orphans,
  ];
}

const runsOn = (state: string): string => `end: a release runs on, in state "${state}"`;

function flawsOfOneVersion({ apps, pool }: EndSeen): readonly string[] {
  const [app, ...others] = apps;
  if (app === undefined) return [];
  if (others.length > 0) return [`end: more than one version is left: ${apps.map(describe).join(', ')}`];
  const healthy = app.tasks.filter((it) => it.healthy);
  const isWhole = app.tasks.length === app.instances && healthy.length === app.instances;
  const slots = new Set(pool.servers.filter((it) => it.serves).map((it) => it.slot));
  const served = pool.servers.filter(
    (it) => it.serves && healthy.some((task) => task.address === it.address),
  );
  const share = slots.has('b') ? pool.shareOfB : 10_000 - pool.shareOfB;
  return [
    ...(isWhole && app.deployments === 0 ? [] : [`end: not at the right size: ${describe(app)}`]),
    ...(served.length === healthy.length
      ? []
      : [`end: ${served.length} of ${healthy.length} tasks of ${app.id} serve`]),
    ...(slots.size === 1 && share === 10_000
      ? []
      : [`end: slots ${[...slots].join(' and ') || 'none'} serve, the map gives b ${pool.shareOfB}`]),
  ];
}

function describe({ id, instances, tasks, deployments }: AppSeen): string {
  const healthy = tasks.filter((it) => it.healthy).length;
  return `${id} with ${instances} instances, ${tasks.length} tasks, ${healthy} healthy, ${deployments} deployments`;
}

function orphanServers({ apps, pool }: EndSeen): readonly string[] {
  const addresses = new Set(apps.flatMap((app) => app.tasks.map((it) => it.address)));
  return pool.servers
    .filter((it) => !addresses.has(it.address))
    .map((it) => `orphan: HAProxy's server ${it.slot}/${it.name} at ${it.address} is of no task`);
}

function orphanProcesses({ apps, processes }: EndSeen): readonly string[] {
  const tasks = new Set(apps.flatMap((app) => app.tasks.map((it) => it.id)));
  return processes
    .filter((it) => !tasks.has(it.taskId))
    .map((it) => `orphan: process ${it.pid} runs ${it.taskId}, which Marathon does not have`);
}

function orphanKeys(service: string, { pool }: EndSeen): readonly string[] {
  return pool.keys.filter((it) => it !== service).map((it) => `orphan: the map has an entry ${it}`);
}

/** Where the outcome says something else than what was seen. `before`: the app that served at the beginning. */
export function liesOf(
  outcome: Outcome,
  before: AppSeen | undefined,
  { apps }: EndSeen,
  largestShare: ReadonlyMap<string, number>,
): readonly string[] {
  const [app] = apps;
  const said = outcome.serving;
  const mine = apps.map((it) => it.id);
  const green = [...largestShare.keys()].find((it) => it !== before?.id);
  const weight = outcome.reachedWeight;
  const greenShare = green === undefined ? 0 : (largestShare.get(green) ?? 0);
  return [
    ...(said === undefined || (app?.id === said.appId && app.instances === said.instances)
      ? []
      : [
          `${said.appId} serves with ${said.instances} instances, and there is ${app ? describe(app) : 'none'}`,
        ]),
    ...(outcome.removed !== undefined && mine.includes(outcome.removed)
      ? [`${outcome.removed} is removed, and it is there`]
      : []),
    ...(outcome.kind === 'released' &&
    before !== undefined &&
    app?.id === before.id &&
    app.version === before.version
      ? [`released, and ${before.id} serves as before`]
      : []),
    ...(outcome.kind !== 'released' && before !== undefined && app?.version !== before.version
      ? [`${outcome.kind}, and ${before.id} of version ${before.version} does not serve as before`]
      : []),
    ...(outcome.exposureMs === 0 && greenShare > 0 ? [`no user met ${green}, and some did`] : []),
    ...(weight !== undefined && greenShare > weight
      ? [`at most ${weight} of 10000 users had the canary, and ${greenShare} had`]
      : []),
  ].map((it) => `truth: the outcome says ${it}`);
}
