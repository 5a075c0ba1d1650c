import type { Command, ReleaseState, ReleaseStatus } from '../domain/status.ts';

const ENDS = 'the release ends with it, and would have to be started anew';
const REMOVED = 'the old version is removed, and there is no way back in this release';
const LOST = 'the work that those tasks still have is lost';

/**
 * What cannot be taken back once a command was obeyed, as the rest of a sentence; undefined where something can. Without
 * a status, since no worker answers, it may be in any state by the time it hears of it.
 */
export function finality(
  command: Command,
  status: Pick<ReleaseStatus, 'state' | 'gate'> | undefined,
  { full = false }: { readonly full?: boolean } = {},
): string | undefined {
  switch (command) {
    case 'abort':
    case 'reject':
    case 'undo':
      return ENDS;
    case 'pause':
    case 'resume':
    case 'retry':
      return undefined;
    case 'approve':
    case 'promote':
    case 'skip':
      if (full) return 'nobody is asked any more, and in the end the old version is removed';
      return status === undefined ? whileUnknown(command) : goingOn(status);
  }
}

function whileUnknown(command: Command): string | undefined {
  return command === 'approve' ? undefined : 'nobody can tell what it will end by then';
}

const BY_STATE: Partial<Readonly<Record<ReleaseState, string>>> = {
  baking: REMOVED,
  draining: LOST,
  'drain-overdue': LOST,
};

function goingOn({ state, gate }: Pick<ReleaseStatus, 'state' | 'gate'>): string | undefined {
  return gate?.place.startsWith('before remove-') === true ? REMOVED : BY_STATE[state];
}
