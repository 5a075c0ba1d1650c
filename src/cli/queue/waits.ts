import type { ReleaseStatus } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';

/** Of a release that waits in line: where it stands, and what to type about it. Empty for any other. */
export function waitingText(ref: ReleaseRef, status: ReleaseStatus | undefined): readonly string[] {
  if (status?.state !== 'queued') return [];
  const { service, target, workflowId } = ref;
  return [
    `  it ${status.message}`,
    `  who runs and waits: ${commandLine('queue', service, target)}`,
    `  watch it:           npx pacer status --workflow-id ${workflowId} --watch`,
    `  leave the line:     npx pacer abort --workflow-id ${workflowId}`,
  ];
}
