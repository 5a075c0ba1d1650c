/** Timers of one server: all of them end with it. */
export interface Timers {
  /** Returns a function that calls it off. */
  after(ms: number, act: () => void): () => void;
  every(ms: number, act: () => void): () => void;
  /** Never resolves when the server ends before. */
  sleep(ms: number): Promise<void>;
  readonly ended: boolean;
  end(): void;
}

export function createTimers(): Timers {
  const running = new Set<NodeJS.Timeout>();
  let ended = false;
  const after = (ms: number, act: () => void): (() => void) => {
    if (ended) return () => undefined;
    const timer = setTimeout(() => {
      running.delete(timer);
      act();
    }, ms);
    running.add(timer);
    return () => {
      running.delete(timer);
      clearTimeout(timer);
    };
  };
  const every = (ms: number, act: () => void): (() => void) => {
    let cancel = after(ms, tick);
    function tick(): void {
      cancel = after(ms, tick);
      act();
    }
    return () => {
      cancel();
    };
  };
  return {
    after,
    every,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    get ended() {
      return ended;
    },
    end: () => {
      ended = true;
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}

/** ISO-8601 UTC with milliseconds, as Marathon writes all times. */
export function timestamp(): string {
  return new Date().toISOString();
}

let lastVersionMs = 0;

/** The version of a change: the time, but never the same twice, since tasks are told apart by the version they run. */
export function newVersion(): string {
  lastVersionMs = Math.max(Date.now(), lastVersionMs + 1);
  return new Date(lastVersionMs).toISOString();
}

/** How long a change of the root takes to be stored: two writes to ZooKeeper, one before it takes effect and one after. */
export const STORE_WRITE_MS = 15;

/** How long news of a task takes from its process over executor, agent and master to Marathon. */
export const STATUS_UPDATE_MS = 28;
