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
import { laterChange, type LastChange } from './last-change.ts';
import { undoLines } from './undo-lines.ts';
import { undoingOf } from './undoing.ts';

/**
 * Starts the release that brings back what served before one that has ended, once the person at the terminal has seen
 * what it will do and says yes; `isLast`: it is known to be the last that ran. Throws Complaint where there is nothing to undo, or at a no.
 */
export async function undoEnded(
  temporal: Temporal,
  ref: ReleaseRef,
  { by, reason }: Remark,
  { yes, isLast }: { readonly yes: boolean; readonly isLast: boolean },
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
  const later = isLast ? undefined : await laterChange(temporal, ref, undoing.undone);
  for (const text of undoLines(undoing.spec, undoing.undone, started.app, later))
    process.stderr.write(`${text}\n`);
  if (!yes) await agreed(later);
  const because = `undo of ${shortRelease(ref.workflowId)}`;
  return startRelease(temporal, undoing.spec, undefined, {
    ...(by === undefined ? {} : { by }),
    reason: reason === undefined ? because : `${because}: ${reason}`,
  });
}

/** A script that undoes another change than it may think has to say that it knows. */
async function agreed(later: LastChange | undefined): Promise<void> {
  const terminal = terminalToAsk();
  if (terminal === undefined && later !== undefined)
    throw new Complaint(
      `nothing was started: this is not the last change, ${shortRelease(later.workflowId)} serves now`,
      EXIT.refused,
      ['to bring back what served before this one all the same add: --yes'],
    );
  if (terminal === undefined || (await confirmed('Start it?', terminal))) return;
  throw new Complaint('nothing was started: the version that serves now goes on', EXIT.other, [
    'the same without a question: add --yes',
  ]);
}
