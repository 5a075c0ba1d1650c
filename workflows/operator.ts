import { condition, log, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import { abort, pause, promote, resume, type Remark } from './messages.ts';

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
}

/** Registers the handlers of all signals. Rubbish in a signal is shown and ignored; a handler never throws. */
export function listenToOperator(listener: OperatorListener): Operator {
  const said: {
    paused?: Remark | undefined;
    aborted?: Remark | undefined;
    promoted?: Remark | undefined;
    resumes: number;
    aborts: number;
  } = {
    resumes: 0,
    aborts: 0,
  };
  setHandler(pause, (remark) => {
    said.paused = remarkOf(remark);
    listener.onWord(`pause${signature(said.paused)}`);
  });
  setHandler(resume, (remark) => {
    said.paused = undefined;
    said.resumes += 1;
    listener.onWord(`resume${signature(remarkOf(remark))}`);
  });
  setHandler(promote, (remark) => {
    said.promoted = remarkOf(remark);
    said.paused = undefined;
    listener.onWord(`promote${signature(said.promoted)}`);
  });
  setHandler(abort, (remark) => {
    said.aborts += 1;
    const first = said.aborted === undefined;
    said.aborted ??= remarkOf(remark);
    listener.onWord(`abort${signature(remarkOf(remark))}`);
    if (first) listener.onAbort();
  });
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
