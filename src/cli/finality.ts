import type { Command, ReleaseState } from '../domain/status.ts';

/**
 * What cannot be taken back once a command was obeyed, as the rest of a sentence; undefined where something can. A state
 * that is not known, since no worker answers, may be any.
 */
export function finality(command: Command, state: ReleaseState | undefined): string | undefined {
  if (command === 'abort') return 'the release ends with it, and would have to be started anew';
  if (command !== 'promote') return undefined;
  if (state === 'baking') return 'the old version is removed, and there is no way back in this release';
  if (state === 'drain-overdue') return 'the work that those tasks still have is lost';
  return undefined;
}
