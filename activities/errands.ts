import { setTimeout as sleep } from 'node:timers/promises';

/** Things done at the same time, each under its key, so that none holds up another. */
export interface Errands<T> {
  /** It is under way, or back and not taken by `next` yet. */
  has(key: string): boolean;
  start(key: string, act: () => Promise<T>): void;
  /** What has come back, in order: waits for the first, at most so long. Throws what an errand was rejected with. */
  next(withinMs: number, signal: AbortSignal): Promise<readonly T[]>;
  /** Resolves when the errand of that key is over, however it ends. */
  over(key: string): Promise<void>;
}

export function errands<T>(): Errands<T> {
  const underWay = new Map<string, Promise<void>>();
  const back: { readonly key: string; readonly result: () => T }[] = [];
  let tell = (): void => undefined;

  const comeBack = (key: string, result: () => T): void => {
    back.push({ key, result });
    tell();
  };

  return {
    has: (key) => underWay.has(key),
    start: (key, act) => {
      const errand = act().then(
        (it) => {
          comeBack(key, () => it);
        },
        (failure: unknown) => {
          comeBack(key, () => {
            throw failure;
          });
        },
      );
      underWay.set(key, errand);
    },
    next: async (withinMs, signal) => {
      if (back.length === 0 && !signal.aborted) {
        const enough = new AbortController();
        const stop = (): void => {
          enough.abort();
        };
        tell = stop;
        signal.addEventListener('abort', stop);
        await sleep(withinMs, undefined, { signal: enough.signal }).catch(() => undefined);
        signal.removeEventListener('abort', stop);
        tell = () => undefined;
      }
      const taken = back.splice(0);
      for (const { key } of taken) underWay.delete(key);
      return taken.map(({ result }) => result());
    },
    over: async (key) => underWay.get(key),
  };
}
