import type { Outcome, StepRecord } from '../../domain/outcome.ts';
import type { LiveStatus } from '../live-status.ts';
import { ask, decrypted, decryptedInPart, type Temporal } from '../temporal/connect.ts';
import { readEnding, type Ending } from '../temporal/ending.ts';
import { lookAt } from '../temporal/look.ts';
import { accountOf, type Execution } from './account-of.ts';
import { exposureOf, type ExposureChange } from './exposure.ts';
import type { HistoryEvent } from './history-event.ts';
import type { ReleaseAccount } from './release-account.ts';
import { saidIn, type Said } from './said.ts';
import { startedFrom } from './started.ts';

/** Everything that is known of one release. */
export interface ReleaseReport extends ReleaseAccount {
  readonly said: readonly Said[];
  /** In time; the last one holds up to the end. */
  readonly exposure: readonly ExposureChange[];
  /** The workflow's result, once there is one. */
  readonly outcome?: Outcome;
  /** While it runs and a worker answers. */
  readonly status?: LiveStatus;
  /** Why there is no status of a release that runs. */
  readonly trouble?: string;
}

/** A history is some hundred events, and read page by page. */
const HISTORY_TIMEOUT_MS = 30_000;

/** Reads one release from its history and result; a running one from a worker too. Throws TemporalUnreachable. */
export async function readReport(temporal: Temporal, execution: Execution): Promise<ReleaseReport> {
  const { workflowId, runId } = execution;
  const handle = temporal.client.workflow.getHandle(workflowId, runId);
  const history = await ask(temporal, () => handle.fetchHistory(), HISTORY_TIMEOUT_MS);
  const known = history.events ?? [];
  await decrypted(temporal, known[0]);
  await decryptedInPart(temporal, known);
  const isRunning = execution.status.name === 'RUNNING';
  if (!isRunning) return reportOf(execution, known, { ending: await readEnding(temporal, handle) });
  const { service, target } = startedFrom(known[0]);
  return reportOf(execution, known, await lookAt(temporal, { service, target, workflowId, runId }));
}

interface Seen {
  readonly ending?: Ending;
  readonly status?: LiveStatus;
  readonly trouble?: string;
}

/** From what was read; pure. */
export function reportOf(
  execution: Execution,
  events: readonly HistoryEvent[],
  { ending, status, trouble }: Seen,
  now = new Date(),
): ReleaseReport {
  const started = startedFrom(events[0]);
  const account = accountOf(execution, started, ending, now);
  const outcome = ending?.kind === 'outcome' ? ending.outcome : undefined;
  const steps: readonly StepRecord[] = outcome?.steps ?? status?.steps ?? [];
  return {
    ...account,
    said: saidIn(events),
    exposure: exposureOf(account.procedure, started.input, steps),
    ...(outcome === undefined ? {} : { outcome }),
    ...(status === undefined || outcome !== undefined ? {} : { status }),
    ...(trouble === undefined || outcome !== undefined ? {} : { trouble }),
  };
}
