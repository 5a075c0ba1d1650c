import type { Command, ReleaseState } from './status.ts';

type Effects = Partial<Readonly<Record<Command, string>>>;

const BACK = { abort: 'go back at once' } as const;
const STOPPABLE = {
  pause: 'stop before the next step',
  resume: 'take back a pause that is still to come',
  ...BACK,
} as const;

/** Where blue stays warm nothing is killed. */
const NO_LONGER = 'go on; tasks that are to end are killed with what they still do';

/** What each command does in each state; a command that is absent does nothing there. */
const EFFECTS: Readonly<Record<ReleaseState, Effects>> = {
  starting: { pause: 'stop before the first step', resume: STOPPABLE.resume, abort: 'end without a change' },
  queued: {
    pause: 'stop before the first step',
    resume: STOPPABLE.resume,
    abort: 'leave the line and end without a change',
  },
  running: STOPPABLE,
  draining: { ...STOPPABLE, skip: NO_LONGER },
  asking: { ...STOPPABLE, skip: 'go on without an answer' },
  'step-failed': { retry: 'take the step again', ...BACK },
  paused: { resume: 'go on', promote: 'go on', ...BACK, undo: BACK.abort },
  'drain-overdue': {
    resume: 'wait once more',
    promote: NO_LONGER,
    skip: NO_LONGER,
    ...BACK,
  },
  'waiting-for-approval': {
    promote: 'approve, and go on when that is enough',
    approve: 'approve',
    reject: 'go back, with the reason',
    ...STOPPABLE,
    undo: BACK.abort,
  },
  baking: {
    promote: 'end the bake and remove the old version now',
    skip: 'end the bake now',
    ...STOPPABLE,
    pause: 'keep the old version after the bake',
    undo: 'go back at once',
  },
  observing: { promote: 'go on now', skip: 'go on now', ...STOPPABLE },
  analysing: { skip: 'go on without what is not measured yet', ...STOPPABLE },
  inconclusive: {
    resume: 'measure anew',
    promote: 'take it as passed and go on',
    skip: 'take it as passed and go on',
    ...BACK,
  },
  'rolling-back': {},
  removing: {},
  holding: { resume: 'try again', retry: 'try again', abort: 'leave everything as it is and end' },
  finished: {},
};

export const COMMANDS: readonly Command[] = [
  'pause',
  'resume',
  'promote',
  'approve',
  'reject',
  'skip',
  'retry',
  'abort',
  'undo',
];

/** Where a release is on its way forward: the rest can be taken without gates. */
const FORWARD: readonly ReleaseState[] = (Object.keys(EFFECTS) as ReleaseState[]).filter(
  (state) => EFFECTS[state].pause !== undefined || state === 'paused',
);

const FULL = 'approve each later gate by this name, and end each later pause';

/** `full`: of a promote that counts for every later gate, too. */
export interface Saying {
  readonly full?: boolean;
  /** Whether a pause is still to come, which only then can be taken back. Default: true. */
  readonly isPauseToCome?: boolean;
}

/** What a command does in a state; undefined when it does nothing. */
export function effectOf(
  state: ReleaseState,
  command: Command,
  { full, isPauseToCome = true }: Saying = {},
): string | undefined {
  const effect = EFFECTS[state][command];
  if (effect === STOPPABLE.resume && !isPauseToCome) return undefined;
  if (command !== 'promote' || full !== true) return effect;
  if (effect !== undefined) return `${effect}; then ${FULL}`;
  return FORWARD.includes(state) ? FULL : undefined;
}

/** Where nobody is held up any more: on the way back, and past it. */
const PAST_HOLDING: readonly ReleaseState[] = ['rolling-back', 'removing', 'holding', 'finished'];

/** Whether the guard can hold a release that is in this state: before its next step, also where a person cannot pause. */
export function canHold(state: ReleaseState): boolean {
  return !PAST_HOLDING.includes(state);
}

/** Whether a command ends what the guard holds for; elsewhere the same word answers something else. */
export function endsHold(state: ReleaseState, command: 'resume' | 'promote'): boolean {
  if (state === 'paused') return true;
  return command === 'resume' && EFFECTS[state].resume === STOPPABLE.resume;
}

/** Why a command does nothing in a state, and what does something. */
export function whyNot(state: ReleaseState, command: Command, saying: Saying = {}): string {
  const possible = commandsFor(state, saying).map((it) => `"${it.command}" (${it.effect})`);
  const now = possible.length === 0 ? 'nothing can be said' : possible.join(', ');
  const hint = command === 'undo' ? ' A release that has ended is undone by a new one: "pacer undo".' : '';
  return `"${command}" does nothing while the release is ${state}. Now: ${now}.${hint}`;
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
  { isPauseToCome = true }: Saying = {},
): readonly { readonly command: Command; readonly effect: string }[] {
  return COMMANDS.flatMap((command) => {
    const effect = effectOf(state, command, { isPauseToCome });
    return effect === undefined ? [] : [{ command, effect }];
  });
}
