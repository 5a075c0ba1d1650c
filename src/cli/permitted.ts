import type { Command, ReleaseState } from '../domain/status.ts';
import { commandLine } from './command-line.ts';
import { Complaint } from './complaint.ts';
import { confirmed, terminalToAsk } from './confirm.ts';
import { EXIT } from './exit-codes.ts';
import { finality } from './finality.ts';
import type { ReleaseRef } from './temporal/find-release.ts';

/**
 * Returns when a command may be sent: at once in a script, and where it can be taken back; otherwise once the person at
 * the terminal says yes. Throws Complaint when not.
 */
export async function permitted(
  command: Command,
  state: ReleaseState | undefined,
  effect: string,
  { service, target }: ReleaseRef,
): Promise<void> {
  const final = finality(command, state);
  const terminal = terminalToAsk();
  if (final === undefined || terminal === undefined) return;
  const question = `${command} the release of "${service}" on target "${target}": ${effect}; ${final}. Go ahead?`;
  if (await confirmed(question, terminal)) return;
  throw new Complaint('nothing was sent: the release goes on as before', EXIT.other, [
    `without a question: ${commandLine(command, service, target)} --yes`,
  ]);
}
