import { serviceLockId } from '../../../workflows/messages.ts';
import { withTemporal } from '../temporal/connect.ts';
import { listWorkflows } from '../temporal/list.ts';

/** A shell waits for this while somebody has pressed a key. */
const LONGEST_MS = 3_000;

/** The services that Temporal knows, sorted; none where it does not answer at once, or cannot search. Never throws. */
export async function knownServices(): Promise<readonly string[]> {
  const none = new Promise<readonly string[]>((resolve) => {
    setTimeout(() => {
      resolve([]);
    }, LONGEST_MS).unref();
  });
  return Promise.race([servicesOfLocks().catch(() => []), none]);
}

/** Each service that was ever released has had a lock. */
async function servicesOfLocks(): Promise<readonly string[]> {
  const before = serviceLockId('', '').slice(0, -1);
  const locks = await withTemporal((temporal) => listWorkflows(temporal, 'WorkflowType = "serviceLock"'));
  const names = locks
    .filter(({ workflowId }) => workflowId.startsWith(before))
    .map(({ workflowId }) => workflowId.slice(workflowId.lastIndexOf('/') + 1));
  return [...new Set(names)].sort();
}
