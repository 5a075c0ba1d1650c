import { setMaxListeners } from 'node:events';
import type { OutcomeKind } from '../domain/outcome.ts';
import { commandLine } from './command-line.ts';
import { Complaint } from './complaint.ts';
import { EXIT } from './exit-codes.ts';
import { showRelease } from './show-release.ts';
import type { Temporal } from './temporal/connect.ts';
import { complaintAbout, type Ending } from './temporal/ending.ts';
import type { ReleaseRef } from './temporal/find-release.ts';
import { follow } from './temporal/follow.ts';

/**
 * Shows a release to its end; returns when it was released, or ended as `wanted`, and throws Complaint, with the exit code, for any other end.
 * With `json` the outcome is the last line of stdout. Ctrl-C leaves the release running and says so.
 */
export async function watchRelease(
  temporal: Temporal,
  ref: ReleaseRef,
  options: { readonly json: boolean; readonly wanted?: OutcomeKind },
): Promise<void> {
  const interruption = new AbortController();
  // Every look of the watch listens on it.
  setMaxListeners(0, interruption.signal);
  const interrupt = (): void => {
    interruption.abort(leftRunning(ref));
  };
  // Not `once`: what gives the cursor back at an exit ends a process that has no listener left.
  process.on('SIGINT', interrupt);
  const screen = showRelease(options);
  let ending: Ending;
  try {
    ending = await follow(temporal, ref, screen.show, interruption.signal);
  } catch (error) {
    throw interruption.signal.aborted ? (interruption.signal.reason as Complaint) : error;
  } finally {
    screen.done();
    process.off('SIGINT', interrupt);
  }
  if (options.json && ending.kind === 'outcome') process.stdout.write(`${JSON.stringify(ending.outcome)}\n`);
  if (isAsWanted(ending, options.wanted)) return;
  const complaint = complaintAbout(ending, ref);
  if (complaint !== undefined) throw complaint;
}

/** One that was asked to go back has done what was asked. */
export function isAsWanted(ending: Ending | undefined, wanted: OutcomeKind | undefined): boolean {
  return ending?.kind === 'outcome' && ending.outcome.kind === wanted;
}

function leftRunning({ service, target, workflowId }: ReleaseRef): Complaint {
  return new Complaint(`no longer watching; the release goes on: workflow ${workflowId}`, EXIT.interrupted, [
    `watch it again: ${commandLine('status', service, target)} --watch`,
    `go back to the old version: ${commandLine('abort', service, target)}`,
  ]);
}
