import { TemporalUnreachable } from '../../worker/temporal.ts';
import { executionReader } from '../../worker/temporal-execution.ts';
import { serviceLockId } from '../../../workflows/messages.ts';
import { LOCAL_TARGET } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, type Temporal } from './connect.ts';

/** One release, by the ids of its workflow. */
export interface ReleaseRef {
  readonly service: string;
  readonly target: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** So many locks are looked through, the newest first. */
const MOST_LOCKS = 2_000;

/** The release that holds the service's lock, or held it last. Throws Complaint when there is none. */
export async function findRelease(
  temporal: Temporal,
  service: string,
  wantedTarget: string | undefined,
): Promise<ReleaseRef & { readonly running: boolean }> {
  const target = wantedTarget ?? (await onlyTargetOf(temporal, service)) ?? LOCAL_TARGET;
  const read = executionReader(temporal.client.workflow);
  const lock = await ask(temporal, () => read(serviceLockId(target, service)));
  const holder = lock?.parent;
  const release =
    holder === undefined ? undefined : await ask(temporal, () => read(holder.workflowId, holder.runId));
  if (holder === undefined || release === undefined) throw noRelease(service, target);
  return { service, target, ...holder, running: release.running };
}

/** The target on which this service has been released, as far as Temporal's list of workflows tells. */
async function onlyTargetOf(temporal: Temporal, service: string): Promise<string | undefined> {
  const { client } = temporal;
  const targets = new Set<string>();
  const [before, after] = [serviceLockId('', '').slice(0, -1), `/${service}`];
  try {
    await ask(temporal, async () => {
      let seen = 0;
      for await (const { workflowId } of client.workflow.list({ query: 'WorkflowType = "serviceLock"' })) {
        if (workflowId.startsWith(before) && workflowId.endsWith(after))
          targets.add(workflowId.slice(before.length, -after.length));
        if ((seen += 1) === MOST_LOCKS) break;
      }
    });
  } catch (error) {
    if (error instanceof TemporalUnreachable) throw error;
    // Not every Temporal server can search; the target can be given.
    return undefined;
  }
  const [first, ...others] = [...targets].sort();
  if (others.length === 0) return first;
  throw new Complaint(
    `"${service}" has been released on more than one target: ${[first, ...others].join(', ')}`,
    EXIT.refused,
    ['say which with --target NAME, or in the environment as PACER_TARGET'],
  );
}

function noRelease(service: string, target: string): Complaint {
  return new Complaint(`no release of "${service}" is known on target "${target}"`, EXIT.other, [
    'start one with: npx pacer release FILE --watch',
    'for another target add: --target NAME',
  ]);
}
