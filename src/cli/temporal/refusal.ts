import type { ReleaseStatus } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { typedCommands } from '../operator/typed.ts';
import type { ReleaseRef } from './find-release.ts';

/** Why a command was not obeyed, with what can be said instead. */
export function refusal(ref: ReleaseRef, why: string, status: ReleaseStatus | undefined): Complaint {
  const { service, target, workflowId } = ref;
  const which = status?.state === 'queued' ? ['--workflow-id', workflowId] : [];
  const possible = status === undefined ? [] : typedCommands(status);
  const undone =
    status?.state === 'finished' && status.outcome?.kind === 'released'
      ? [`${commandLine('undo', service, target)}: release the version before again`]
      : [];
  return new Complaint(why, EXIT.refused, [
    ...possible.map(({ typed, effect }) => `${typed}: ${effect}`),
    ...undone,
    `see where it stands: ${commandLine('status', service, target, which)}`,
  ]);
}
