import { serviceLockId } from '../../../workflows/messages.ts';
import type { InLine, Run } from '../../domain/line.ts';
import { executionReader } from '../../worker/temporal-execution.ts';
import { serviceLines } from '../../worker/temporal-line.ts';
import { TemporalUnreachable } from '../../worker/temporal.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { grpcCauseOf, ask, type Temporal } from '../temporal/connect.ts';
import { isAboutWorkers, NO_WORKER } from '../temporal/look.ts';

/** Who runs and who waits, in order. */
export interface Queue {
  readonly service: string;
  readonly target: string;
  /** `since`: when it got its turn. */
  readonly running?: Run & { readonly since: string };
  readonly waiting: readonly (Omit<InLine, 'told'> & { readonly place: number })[];
}

/** Reads without adding anything to any history. Throws TemporalUnreachable, or Complaint when no worker answers. */
export async function readQueue(temporal: Temporal, service: string, target: string): Promise<Queue> {
  const running = await readRunning(temporal, service, target);
  const waiting = (await entriesOf(temporal, service, target)).map(
    ({ workflowId, runId, policy, since, by }, index) => ({
      place: index + 1,
      ...{ workflowId, runId, policy, since },
      ...(by !== undefined && { by }),
    }),
  );
  return { service, target, ...(running !== undefined && { running }), waiting };
}

async function readRunning(temporal: Temporal, service: string, target: string): Promise<Queue['running']> {
  const read = executionReader(temporal.client.workflow);
  const lock = await ask(temporal, () => read(serviceLockId(target, service)));
  if (lock?.running !== true || lock.parent === undefined) return undefined;
  return { ...lock.parent, since: lock.startedAt };
}

async function entriesOf(temporal: Temporal, service: string, target: string): Promise<readonly InLine[]> {
  const lines = serviceLines(temporal.client.workflow);
  try {
    return (await lines.read({ target, service }))?.entries ?? [];
  } catch (error) {
    const cause = grpcCauseOf(error);
    if (cause?.code === 14) throw new TemporalUnreachable(temporal.settings, cause);
    if (cause === undefined || !isAboutWorkers(cause)) throw error;
    throw new Complaint(`somebody waits for "${service}", but ${NO_WORKER}`, EXIT.unreachable, [], error);
  }
}
