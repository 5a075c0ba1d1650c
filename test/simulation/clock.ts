import { AsyncResource } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';

/** Time that moves only from one thing to be done to the next. */
export interface Clock {
  now(): number;
  /** Does it then; in order of time, and of asking where times are equal. */
  in(ms: number, act: () => void): Alarm;
  /** The same for what nobody waits for and nothing follows from by itself. */
  quietlyIn(ms: number, act: () => void): Alarm;
  /** Moves to the next thing to be done and does it; `nothing` when there is none before `untilMs`. */
  next(untilMs?: number): 'done' | 'quiet' | 'nothing';
}

export interface Alarm {
  cancel(): void;
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => void;
  readonly isQuiet: boolean;
  isCancelled: boolean;
}

/** A Saturday, so that dates in what is printed are plain. */
export const EPOCH_MS = Date.UTC(2026, 0, 3);

export function createClock(): Clock {
  const heap: Due[] = [];
  let nowMs = EPOCH_MS;
  let order = 0;
  const put = (ms: number, act: () => void, isQuiet: boolean): Alarm => {
    const wait = Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : Number.MAX_SAFE_INTEGER / 4;
    const due: Due = { atMs: nowMs + wait, order: order++, act, isQuiet, isCancelled: false };
    push(heap, due);
    return {
      cancel: () => {
        due.isCancelled = true;
      },
    };
  };
  return {
    now: () => nowMs,
    in: (ms, act) => put(ms, act, false),
    quietlyIn: (ms, act) => put(ms, act, true),
    next: (untilMs = Infinity) => {
      for (;;) {
        const due = heap[0];
        if (due === undefined || (!due.isCancelled && due.atMs > untilMs)) return 'nothing';
        pop(heap);
        if (due.isCancelled) continue;
        nowMs = Math.max(nowMs, due.atMs);
        due.act();
        return due.isQuiet ? 'quiet' : 'done';
      }
    },
  };
}

const isBefore = (x: Due, y: Due): boolean => x.atMs < y.atMs || (x.atMs === y.atMs && x.order < y.order);

function push(heap: Due[], due: Due): void {
  let at = heap.push(due) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(due, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = due;
}

function pop(heap: Due[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
    if (!isBefore(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}

const immediately = globalThis.setImmediate;

/** Resolves when everything that can be done without time is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => immediately(resolve));
}

/** Puts this clock behind every timer and every date of the process; the answer puts the real ones back. */
export function takeOver(clock: Clock): () => void {
  const real = {
    ...pick(globalThis),
    sleep: timersPromises.setTimeout,
    abortIn: AbortSignal.timeout.bind(AbortSignal),
  };
  const startMs = clock.now();
  Object.assign(globalThis, timersOf(clock), { Date: dateOf(clock) });
  Object.defineProperty(performance, 'now', { configurable: true, value: () => clock.now() - startMs });
  AbortSignal.timeout = (ms) => {
    const ending = new AbortController();
    clock.in(ms, () => {
      ending.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    });
    return ending.signal;
  };
  timersPromises.setTimeout = sleepOf(clock);
  syncBuiltinESMExports();
  return () => {
    const { sleep, abortIn, ...timers } = real;
    Object.assign(globalThis, timers);
    Reflect.deleteProperty(performance, 'now');
    AbortSignal.timeout = abortIn;
    timersPromises.setTimeout = sleep;
    syncBuiltinESMExports();
  };
}

function pick({ setTimeout, clearTimeout, setInterval, clearInterval, Date }: typeof globalThis) {
  return { setTimeout, clearTimeout, setInterval, clearInterval, Date };
}

type Act = (...args: unknown[]) => void;

class FakeTimeout {
  alarm: Alarm | undefined;
  ref = (): this => this;
  unref = (): this => this;
  hasRef = (): boolean => true;
}

function timersOf(clock: Clock) {
  const stop = (timer: FakeTimeout | undefined): void => {
    if (timer instanceof FakeTimeout) timer.alarm?.cancel();
  };
  return {
    setTimeout: (act: Act, ms = 0, ...args: unknown[]) => {
      const timer = new FakeTimeout();
      const inContext = AsyncResource.bind(act);
      timer.alarm = clock.in(Math.max(1, ms), () => {
        inContext(...args);
      });
      return timer;
    },
    clearTimeout: stop,
    setInterval: (act: Act, ms = 0, ...args: unknown[]) => {
      const timer = new FakeTimeout();
      const inContext = AsyncResource.bind(act);
      const again = (): void => {
        timer.alarm = clock.in(Math.max(1, ms), () => {
          again();
          inContext(...args);
        });
      };
      again();
      return timer;
    },
    clearInterval: stop,
  };
}

function dateOf(clock: Clock): DateConstructor {
  const RealDate = Date;
  return new Proxy(RealDate, {
    construct: (real, args: unknown[]) => new real((args[0] as number | undefined) ?? clock.now()),
    get: (real, key) => (key === 'now' ? () => clock.now() : (Reflect.get(real, key) as unknown)),
  });
}

function sleepOf(clock: Clock): typeof timersPromises.setTimeout {
  return <T>(ms = 0, value?: T, { signal }: { signal?: AbortSignal | undefined } = {}) =>
    new Promise<T>((resolve, reject) => {
      const stop = (): void => {
        alarm.cancel();
        reject(new DOMException('The operation was aborted', 'AbortError'));
      };
      const alarm = clock.in(Math.max(1, ms), () => {
        signal?.removeEventListener('abort', stop);
        resolve(value as T);
      });
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
}
