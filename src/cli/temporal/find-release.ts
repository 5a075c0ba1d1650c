import { keeperId } from '../../../workflows/messages-keeper.ts';
import { serviceLockId } from '../../../workflows/messages.ts';
import { executionReader } from '../../worker/temporal-execution.ts';
import { LOCAL_TARGET } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, type Temporal } from './connect.ts';
import { listWorkflows } from './list.ts';

/** One release, by the ids of its workflow. */
export interface ReleaseRef {
  readonly service: string;
  readonly target: string;
  readonly workflowId: string;
  readonly runId: string;
}

export type FoundRelease = ReleaseRef & { readonly running: boolean };

/**
 * The release of a service that runs, or else the one that ran last. Throws Complaint when there is none, or when it is
 * not clear on which target.
 */
export async function findRelease(
  temporal: Temporal,
  service: string,
  wantedTarget: string | undefined,
): Promise<FoundRelease> {
  const target = await targetOf(temporal, service, wantedTarget);
  const holder = await lockHolder(temporal, service, target);
  if (holder?.running === true) return holder;
  const release = (await notYetBegun(temporal, service, target)) ?? holder;
  if (release === undefined) throw noRelease(service, target);
  return release;
}

/** The target that is meant. Throws Complaint when it is none in particular. */
export async function targetOf(
  temporal: Temporal,
  service: string,
  wanted: string | undefined,
): Promise<string> {
  return wanted ?? (await onlyTargetOf(temporal, service)) ?? LOCAL_TARGET;
}

/** What the workflows of releases that this command line starts are called, up to their time. */
export function releaseIdPrefix(target: string, service: string): string {
  return `pacer/release/${target}/${service}/`;
}

/** The release that holds the service's lock, or held it last: whoever started it, and whatever its id. */
async function lockHolder(
  temporal: Temporal,
  service: string,
  target: string,
): Promise<FoundRelease | undefined> {
  const read = executionReader(temporal.client.workflow);
  const lock = await ask(temporal, () => read(serviceLockId(target, service)));
  const holder = lock?.parent;
  if (holder === undefined) return undefined;
  const release = await ask(temporal, () => read(holder.workflowId, holder.runId));
  return release === undefined ? undefined : { service, target, ...holder, running: release.running };
}

/** A release that no worker has taken on has no lock yet: it is found by its id. */
async function notYetBegun(
  temporal: Temporal,
  service: string,
  target: string,
): Promise<FoundRelease | undefined> {
  const types = '(WorkflowType = "blueGreen" OR WorkflowType = "canary")';
  const running = await listWorkflows(temporal, `${types} AND ExecutionStatus = "Running"`);
  const found = running.find((it) => it.workflowId.startsWith(releaseIdPrefix(target, service)));
  return found === undefined ? undefined : { service, target, ...found, running: true };
}

/** The target on which this service has been released, as far as Temporal's list of workflows tells. */
async function onlyTargetOf(temporal: Temporal, service: string): Promise<string | undefined> {
  // Of a release that is long ended Temporal forgets the lock; its service is kept for as long as it is Pacer's.
  const found = await Promise.all([
    targetsIn(temporal, 'WorkflowType = "serviceLock"', serviceLockId, service),
    targetsIn(temporal, 'WorkflowType = "keeper" AND ExecutionStatus = "Running"', keeperId, service),
  ]);
  const targets = new Set(found.flat());
  const [first, ...others] = [...targets].sort();
  if (others.length === 0) return first;
  throw new Complaint(
    `"${service}" has been released on more than one target: ${[first, ...others].join(', ')}`,
    EXIT.refused,
    ['say which with --target NAME, or in the environment as PACER_TARGET'],
  );
}

/** The targets in the ids of workflows that are named by target and service. */
async function targetsIn(
  temporal: Temporal,
  query: string,
  idOf: (target: string, service: string) => string,
  service: string,
): Promise<readonly string[]> {
  const [before, after] = [idOf('', '').slice(0, -1), `/${service}`];
  return (await listWorkflows(temporal, query))
    .filter(({ workflowId }) => workflowId.startsWith(before) && workflowId.endsWith(after))
    .map(({ workflowId }) => workflowId.slice(before.length, -after.length));
}

function noRelease(service: string, target: string): Complaint {
  return new Complaint(`no release of "${service}" is known on target "${target}"`, EXIT.other, [
    'start one with: npx pacer release FILE --watch',
    'for another target add: --target NAME',
  ]);
}
