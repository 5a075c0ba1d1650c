import {
  ApplicationFailure,
  condition,
  log,
  patched,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { canHold, COMMANDS, effectOf, endsHold, whyNot, type Saying } from '../src/domain/commands.ts';
import type { Command, ReleaseState } from '../src/domain/status.ts';
import { isUnreadable, whyUnreadable } from '../src/domain/unreadable.ts';
import { GUARD } from './messages-guard.ts';
import { commandSignals, commandUpdates, type CommandAnswer, type Remark } from './messages.ts';

/** One thing that a person has said. */
export interface Word {
  readonly command: Command;
  readonly remark: Remark;
}

/** What is said while a gate is open goes to it: answers why it does not count, or undefined. */
export type GateKeeper = (word: Word) => string | undefined;

/** What people have said and the release has not yet acted on. */
export interface Operator {
  readonly paused: Remark | undefined;
  readonly aborted: Remark | undefined;
  /** Who has approved all that is still to come. */
  readonly full: Remark | undefined;
  /** Pauses before the next step, wherever the release stands on its way forward. Does nothing on the way back. */
  hold(remark: Remark): void;
  /** Returns once the release is not paused. Takes effect at the next step. */
  permission(): Promise<void>;
  /** Returns at the next of these commands; one that was given before the wait began does not count. Abort goes first. */
  next(commands: readonly Command[]): Promise<Word>;
  /** Stops here until a person decides; what was said before does not count. */
  decision(): Promise<'resume' | 'promote' | 'abort'>;
  /** Until it is called with undefined, answers to gates go there. */
  keepGate(keeper: GateKeeper | undefined): void;
}

export interface OperatorListener {
  /** Something was said that the journal should show. */
  onWord(text: string): void;
  /** Abort was said for the first time. */
  onAbort(): void;
  /** A pause is still to come, or no longer. */
  onPause?(isToCome: boolean): void;
  /** Where the release stands. */
  state(): ReleaseState;
}

/** What was said and is still to be acted on. */
interface Said {
  paused: Remark | undefined;
  aborted: Remark | undefined;
  full: Remark | undefined;
  gateKeeper: GateKeeper | undefined;
  readonly waiting: Set<Waiting>;
}

interface Waiting {
  readonly commands: readonly Command[];
  word: Word | undefined;
}

const DECISIONS = ['abort', 'resume', 'retry', 'promote', 'skip'] as const satisfies readonly Command[];

/** Registers the handlers of all signals and updates. Rubbish in a signal is shown and ignored; a handler never throws. */
export function listenToOperator(listener: OperatorListener): Operator {
  const said: Said = {
    paused: undefined,
    aborted: undefined,
    full: undefined,
    gateKeeper: undefined,
    waiting: new Set(),
  };
  for (const command of COMMANDS) {
    setHandler(commandSignals[command], (input) => {
      if (!isUnreadable(input)) take(said, listener, { command, remark: remarkOf(input) });
      else takeUnreadable(said, listener, command, whyUnreadable(input));
    });
    answer(command, said, listener);
  }
  setDefaultSignalHandler((name) => {
    log.warn('a signal of an unknown name was ignored', { name });
    listener.onWord(`signal "${name.slice(0, 100)}" is not known and was ignored`);
  });
  const next = async (commands: readonly Command[]): Promise<Word> => {
    const waiting: Waiting = { commands, word: undefined };
    said.waiting.add(waiting);
    try {
      await condition(() => waiting.word !== undefined);
    } finally {
      said.waiting.delete(waiting);
    }
    return waiting.word ?? { command: 'resume', remark: {} };
  };
  return {
    get paused() {
      return said.paused;
    },
    get aborted() {
      return said.aborted;
    },
    get full() {
      return said.full;
    },
    hold: (remark) => {
      if (canHold(listener.state())) hear(said, listener, { command: 'pause', remark });
    },
    permission: () => condition(() => said.paused === undefined),
    next,
    async decision() {
      const { command } = await next(DECISIONS);
      if (command === 'abort') return 'abort';
      return command === 'resume' || command === 'retry' ? 'resume' : 'promote';
    },
    keepGate(keeper) {
      said.gateKeeper = keeper;
    },
  };
}

/** Hears a word; answers why it has no effect, or undefined. */
function take(said: Said, listener: OperatorListener, word: Word): string | undefined {
  const { command, remark } = word;
  const state = listener.state();
  const text = `${command}${remark.full === true ? ' --full' : ''}${signature(remark)}`;
  const saying = sayingOf(said, remark);
  // 2026-11-28: 0.2.0 heard every word in every state.
  if (effectOf(state, command, saying) === undefined && patched('words-by-state')) {
    listener.onWord(`${text} (ignored: it does nothing while the release is ${state})`);
    return whyNot(state, command, saying);
  }
  const refused = atGate(said, state, word);
  listener.onWord(refused === undefined ? text : `${text} (refused: ${refused})`);
  if (refused !== undefined) return refused;
  hear(said, listener, word);
  for (const waiting of said.waiting) {
    if (waiting.commands.includes(command) && (waiting.word === undefined || command === 'abort'))
      waiting.word = word;
  }
  return undefined;
}

/** They stop something, whoever says them and why. */
const STOPS: readonly Command[] = ['pause', 'abort', 'undo'];

/** What was said with a word may narrow it, as to one gate: so that it is ignored, unless it stops something. */
function takeUnreadable(said: Said, listener: OperatorListener, command: Command, why: string): void {
  const counts = STOPS.includes(command);
  listener.onWord(
    `what came with ${command} cannot be read${counts ? '' : ', so that it was ignored'}: ${why}`,
  );
  if (counts) take(said, listener, { command, remark: {} });
}

function sayingOf({ paused }: Said, remark: Remark): Saying {
  return { ...(remark.full === true && { full: true }), isPauseToCome: paused !== undefined };
}

/** Why it does not count there; undefined when it does, or is not for a gate. */
function atGate({ gateKeeper }: Said, state: ReleaseState, word: Word): string | undefined {
  const isToGate = word.command === 'approve' || word.command === 'reject' || word.command === 'promote';
  if (!isToGate || state !== 'waiting-for-approval') return undefined;
  return gateKeeper === undefined ? 'no gate is open any longer' : gateKeeper(word);
}

function hear(said: Said, listener: OperatorListener, { command, remark }: Word): void {
  switch (command) {
    case 'pause':
      if (said.paused?.by !== GUARD || remark.by === GUARD) said.paused = remark;
      listener.onPause?.(true);
      return;
    case 'resume':
      goOn(said, listener, command);
      return;
    case 'promote':
      goOn(said, listener, command);
      if (remark.full === true) said.full = remark;
      return;
    case 'abort':
    case 'undo': {
      const first = said.aborted === undefined;
      said.aborted ??= remark;
      if (first) listener.onAbort();
      return;
    }
    case 'approve':
    case 'reject':
    case 'skip':
    case 'retry':
  }
}

/** Whoever answers a gate or an overdue drain may not have seen what the guard holds for. */
function goOn(said: Said, listener: OperatorListener, command: 'resume' | 'promote'): void {
  if (said.paused?.by === GUARD && !endsHold(listener.state(), command)) return;
  said.paused = undefined;
  listener.onPause?.(false);
}

/** The same word as an update: refused where it does nothing; else answered. A gate's refusal is kept with the release. */
function answer(command: Command, said: Said, listener: OperatorListener): void {
  const handler = (input?: Remark): CommandAnswer => {
    const state = listener.state();
    const remark = remarkOf(input);
    const effect = effectOf(state, command, sayingOf(said, remark)) ?? '';
    const refused = take(said, listener, { command, remark });
    if (refused !== undefined) throw notPossible(refused);
    return { command, effect, state };
  };
  const validator = (input?: Remark): void => {
    const state = listener.state();
    const saying = sayingOf(said, remarkOf(input));
    if (effectOf(state, command, saying) === undefined) throw notPossible(whyNot(state, command, saying));
  };
  setHandler<CommandAnswer, [Remark?], (typeof commandUpdates)[Command]>(commandUpdates[command], handler, {
    validator,
  });
}

function notPossible(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(why, 'CommandNotPossible');
}

/** Accepts what `tctl` and others may send: nothing, null, a bare string, an object with anything in it. */
function remarkOf(input: unknown): Remark {
  if (typeof input === 'string') return { reason: input.slice(0, 500) };
  if (typeof input !== 'object' || input === null) return {};
  const { by, reason, gate, full, fast } = input as Record<string, unknown>;
  return {
    ...(typeof by === 'string' ? { by: by.slice(0, 100) } : {}),
    ...(typeof reason === 'string' ? { reason: reason.slice(0, 500) } : {}),
    ...(typeof gate === 'string' ? { gate: gate.slice(0, 100) } : {}),
    ...(full === true ? { full } : {}),
    ...(fast === true ? { fast } : {}),
  };
}

/** ` by ann: too slow`, as far as given. */
export function signature(remark: Remark): string {
  return `${remark.by === undefined ? '' : ` by ${remark.by}`}${remark.reason === undefined ? '' : `: ${remark.reason}`}`;
}
