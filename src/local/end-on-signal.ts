const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type EndingSignal = keyof typeof exitCodes;
const endingSignals = Object.keys(exitCodes) as EndingSignal[];

/** Within this time a signal is the same one again: npm passes on to its child what the terminal has sent both of them. */
const echoMs = 1_000;
const parentCheckMs = 500;

/**
 * Calls `act` for each SIGINT, SIGTERM and SIGHUP, and for the end of the process that started this one: npm's shell dies
 * of a signal that it does not pass on. Returns what takes the handlers away again.
 */
export function onEndingSignal(act: (signal: EndingSignal) => void): () => void {
  const parent = process.ppid;
  let parentGone = false;
  const watch = setInterval(() => {
    if (parentGone || process.ppid === parent) return;
    parentGone = true;
    act('SIGTERM');
  }, parentCheckMs);
  watch.unref();
  for (const signal of endingSignals) process.on(signal, act);
  return () => {
    clearInterval(watch);
    for (const signal of endingSignals) process.off(signal, act);
  };
}

/**
 * At the first ending signal runs `end` and exits with the shell's code for it; at a later one exits at once (servers end by
 * their guards). Returns what takes the handlers away again.
 */
export function endOnSignal(end: () => Promise<void>): () => void {
  let toldMs: number | undefined;
  return onEndingSignal((signal) => {
    if (toldMs !== undefined) {
      if (performance.now() - toldMs > echoMs) process.exit(exitCodes[signal]);
      return;
    }
    toldMs = performance.now();
    end().then(
      () => process.exit(exitCodes[signal]),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  });
}
