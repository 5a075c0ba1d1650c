import type { Remark } from '../../workflows/messages.ts';
import type { Command, ReleaseStatus } from '../domain/status.ts';
import { Complaint } from './complaint.ts';
import { confirmed, terminalToAsk } from './confirm.ts';
import { EXIT } from './exit-codes.ts';
import { finality } from './finality.ts';
import type { ReleaseRef } from './temporal/find-release.ts';

/**
 * Returns when a command may be sent: `unasked` at once in a script, and where it can be taken back; otherwise once the
 * person at the terminal says yes, by when the release may have gone on. Throws Complaint when not.
 */
export async function permitted(
  command: Command,
  status: ReleaseStatus | undefined,
  effect: string,
  { service, target }: ReleaseRef,
  remark: Remark = {},
): Promise<'unasked' | 'agreed'> {
  const final = finality(command, status, remark);
  const terminal = terminalToAsk();
  if (final === undefined || terminal === undefined) return 'unasked';
  const question = `${command} the release of "${service}" on target "${target}": ${effect}; ${final}. Go ahead?`;
  if (await confirmed(question, terminal)) return 'agreed';
  throw new Complaint('nothing was sent: the release goes on as before', EXIT.other, [
    'the same without a question: add --yes',
  ]);
}
