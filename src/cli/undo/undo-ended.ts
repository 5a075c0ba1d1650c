import type { Remark } from '../../../workflows/messages.ts';
import { shortRelease } from '../account/history-lines.ts';
import { readStarted } from '../account/read-started.ts';
import { Complaint } from '../complaint.ts';
import { confirmed, terminalToAsk } from '../confirm.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, type Temporal } from '../temporal/connect.ts';
import { readEnding } from '../temporal/ending.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';
import { startRelease } from '../temporal/start-release.ts';
import { undoLines } from './undo-lines.ts';
import { undoingOf } from './undoing.ts';

/**
 * Starts the release that brings back what served before one that has ended, once the person at the terminal has seen
 * what it will do and says yes. Throws Complaint where there is nothing to undo, or at a no.
 */
export async function undoEnded(
  temporal: Temporal,
  ref: ReleaseRef,
  { by, reason }: Remark,
  { yes }: { readonly yes: boolean },
): Promise<ReleaseRef> {
  const handle = temporal.client.workflow.getHandle(ref.workflowId, ref.runId);
  const [started, { type }, ending] = await Promise.all([
    readStarted(temporal, ref),
    ask(temporal, () => handle.describe()),
    readEnding(temporal, handle),
  ]);
  const procedure = type === 'canary' ? 'canary' : 'blue-green';
  const undoing = undoingOf({ procedure, input: started.input, ending });
  if (undoing.kind === 'nothing')
    throw new Complaint(
      `there is nothing to undo of the release ${shortRelease(ref.workflowId)}: ${undoing.why}`,
      EXIT.refused,
      undoing.next,
    );
  for (const text of undoLines(undoing.spec, undoing.undone, started.app)) process.stderr.write(`${text}\n`);
  if (!yes) await agreed();
  const because = `undo of ${shortRelease(ref.workflowId)}`;
  return startRelease(temporal, undoing.spec, undefined, {
    ...(by === undefined ? {} : { by }),
    reason: reason === undefined ? because : `${because}: ${reason}`,
  });
}

async function agreed(): Promise<void> {
  const terminal = terminalToAsk();
  if (terminal === undefined || (await confirmed('Start it?', terminal))) return;
  throw new Complaint('nothing was started: the version that serves now goes on', EXIT.other, [
    'the same without a question: add --yes',
  ]);
}
