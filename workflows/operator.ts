import {
  ApplicationFailure,
  condition,
  log,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { COMMANDS, effectOf, whyNot } from '../src/domain/commands.ts';
import type { Command, ReleaseState } from '../src/domain/status.ts';
import {
  abort,
  commandUpdates,
  pause,
  promote,
  resume,
  type CommandAnswer,
  type Remark,
} from './messages.ts';

/** What a person has said and the release has not yet acted on. */
export interface Operator {
  readonly paused: Remark | undefined;
  readonly aborted: Remark | undefined;
  /** Returns once the release is not paused. Takes effect at the next step. */
  permission(): Promise<void>;
  /** Returns at the next promote; one that was given before the wait began does not count. */
  promotion(): Promise<Remark>;
  /** Stops here until a person decides; what was said before does not count. */
  decision(): Promise<'resume' | 'promote' | 'abort'>;
}

export interface OperatorListener {
  /** Something was said that the journal should show. */
  onWord(text: string): void;
  /** Abort was said for the first time. */
  onAbort(): void;
  /** Where the release stands. */
  state(): ReleaseState;
}

const signals = { pause, resume, promote, abort } as const;

/** What was said and is still to be acted on. */
interface Said {
  paused: Remark | undefined;
  aborted: Remark | undefined;
  promoted: Remark | undefined;
  resumes: number;
  aborts: number;
}

function taking(said: Said, listener: OperatorListener): (command: Command, input: unknown) => void {
  const hear: Readonly<Record<Command, (remark: Remark) => void>> = {
    pause: (remark) => {
      said.paused = remark;
    },
    resume: () => {
      said.paused = undefined;
      said.resumes += 1;
    },
    promote: (remark) => {
      said.promoted = remark;
      said.paused = undefined;
    },
    abort: (remark) => {
      said.aborts += 1;
      const first = said.aborted === undefined;
      said.aborted ??= remark;
      if (first) listener.onAbort();
    },
  };
  return (command, input) => {
    const remark = remarkOf(input);
    listener.onWord(`${command}${signature(remark)}`);
    hear[command](remark);
  };
}

/** Registers the handlers of all signals and updates. Rubbish in a signal is shown and ignored; a handler never throws. */
export function listenToOperator(listener: OperatorListener): Operator {
  const said: Said = { paused: undefined, aborted: undefined, promoted: undefined, resumes: 0, aborts: 0 };
  const take = taking(said, listener);
  for (const command of COMMANDS) {
    setHandler(signals[command], (input) => {
      take(command, input);
    });
    answer(command, listener, take);
  }
  setDefaultSignalHandler((name) => {
    log.warn('a signal of an unknown name was ignored', { name });
    listener.onWord(`signal "${name}" is not known and was ignored`);
  });
  return {
    get paused() {
      return said.paused;
    },
    get aborted() {
      return said.aborted;
    },
    permission: () => condition(() => said.paused === undefined),
    async promotion() {
      said.promoted = undefined;
      await condition(() => said.promoted !== undefined);
      return remarkOf(said.promoted);
    },
    async decision() {
      const [resumes, aborts] = [said.resumes, said.aborts];
      said.promoted = undefined;
      await condition(() => said.resumes > resumes || said.aborts > aborts || said.promoted !== undefined);
      if (said.aborts > aborts) return 'abort';
      return said.resumes > resumes ? 'resume' : 'promote';
    },
  };
}

/** The same word as an update: refused where it does nothing. */
function answer(
  command: Command,
  listener: OperatorListener,
  take: (command: Command, input: unknown) => void,
): void {
  const handler = (input?: Remark): CommandAnswer => {
    const now = listener.state();
    take(command, input);
    return { command, effect: effectOf(now, command) ?? whyNot(now, command), state: now };
  };
  const validator = (): void => {
    const now = listener.state();
    if (effectOf(now, command) !== undefined) return;
    throw ApplicationFailure.nonRetryable(whyNot(now, command), 'CommandNotPossible');
  };
  setHandler<CommandAnswer, [Remark?], (typeof commandUpdates)[Command]>(commandUpdates[command], handler, {
    validator,
  });
}

/** Accepts what `tctl` and others may send: nothing, null, a bare string, an object with anything in it. */
function remarkOf(input: unknown): Remark {
  if (typeof input === 'string') return { reason: input.slice(0, 500) };
  if (typeof input !== 'object' || input === null) return {};
  const { by, reason } = input as Record<string, unknown>;
  return {
    ...(typeof by === 'string' ? { by: by.slice(0, 100) } : {}),
    ...(typeof reason === 'string' ? { reason: reason.slice(0, 500) } : {}),
  };
}

/** ` by ann: too slow`, as far as given. */
export function signature(remark: Remark): string {
  return `${remark.by === undefined ? '' : ` by ${remark.by}`}${remark.reason === undefined ? '' : `: ${remark.reason}`}`;
}
