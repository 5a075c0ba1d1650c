import type { Command, ReleaseState, ReleaseStatus } from '../domain/status.ts';

const ENDS = 'the release ends with it, and would have to be started anew';
const REMOVED = 'the old version is removed, and there is no way back in this release';
const LOST = 'the work that those tasks still have is lost';

type Standing = Pick<ReleaseStatus, 'state' | 'gate' | 'lastWord'>;

/**
 * What cannot be taken back once a command was obeyed, as the rest of a sentence; undefined where something can. Without
 * a status, since no worker answers, it may be in any state by the time it hears of it.
 */
export function finality(
  command: Command,
  status: Standing | undefined,
  { full = false }: { readonly full?: boolean } = {},
): string | undefined {
  switch (command) {
    case 'abort':
    case 'reject':
    case 'undo':
      return ENDS;
    case 'pause':
      return undefined;
    case 'resume':
    case 'retry':
      return status?.lastWord === true ? REMOVED : undefined;
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

/** A gate before the removal is the last word also where a worker of before there was one tells of it. */
function goingOn({ state, gate, lastWord }: Standing): string | undefined {
  const isLast = lastWord === true || gate?.place.startsWith('before remove-') === true;
  const inState = BY_STATE[state];
  if (!isLast) return inState;
  return inState === LOST ? `${LOST}, and ${REMOVED}` : REMOVED;
}
