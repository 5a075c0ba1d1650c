import type { Command, ReleaseState } from './status.ts';

/** What each command does in each state; a command that is absent does nothing there. */
const EFFECTS: Readonly<Record<ReleaseState, Partial<Readonly<Record<Command, string>>>>> = {
  starting: { pause: 'stop before the first step', abort: 'end without a change' },
  running: { pause: 'stop before the next step', abort: 'go back at once' },
  paused: { resume: 'go on', promote: 'go on', abort: 'go back at once' },
  'drain-overdue': {
    resume: 'wait once more',
    promote: 'kill them with what they still do, and go on',
    abort: 'go back at once',
  },
  'waiting-for-approval': { promote: 'approve and go on', abort: 'go back at once' },
  baking: {
    promote: 'end the bake and remove the old version now',
    pause: 'keep the old version after the bake',
    abort: 'go back at once',
  },
  observing: {
    promote: 'go on now',
    pause: 'stop before the next step',
    abort: 'go back at once',
  },
  analysing: { pause: 'stop before the next step', abort: 'go back at once' },
  inconclusive: {
    resume: 'measure anew',
    promote: 'take it as passed and go on',
    abort: 'go back at once',
  },
  'rolling-back': {},
  removing: {},
  holding: { resume: 'try again', abort: 'leave everything as it is and end' },
  finished: {},
};

export const COMMANDS: readonly Command[] = ['pause', 'resume', 'promote', 'abort'];

/** What a command does in a state; undefined when it does nothing. */
export function effectOf(state: ReleaseState, command: Command): string | undefined {
  return EFFECTS[state][command];
}

/** Why a command does nothing in a state, and what does something. */
export function whyNot(state: ReleaseState, command: Command): string {
  const possible = commandsFor(state).map((it) => `"${it.command}" (${it.effect})`);
  const now = possible.length === 0 ? 'nothing can be said' : possible.join(', ');
  return `"${command}" does nothing while the release is ${state}. Now: ${now}.`;
}

/** Every command in every state, as rows of a Markdown table: the documents show this. */
export function commandTable(): string {
  const rows = (Object.keys(EFFECTS) as ReleaseState[]).map((state) =>
    ['', `\`${state}\``, ...COMMANDS.map((command) => effectOf(state, command) ?? '-'), '']
      .join(' | ')
      .trim(),
  );
  const head = ['', 'state', ...COMMANDS.map((command) => `\`${command}\``), ''].join(' | ').trim();
  return [head, `|${' --- |'.repeat(COMMANDS.length + 1)}`, ...rows].join('\n');
}

/** The commands that do something in this state, with what they would do. */
export function commandsFor(
  state: ReleaseState,
): readonly { readonly command: Command; readonly effect: string }[] {
  return Object.entries(EFFECTS[state]).map(([command, effect]) => ({ command: command as Command, effect }));
}
