const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * At the first SIGINT, SIGTERM or SIGHUP runs `end` and exits with the shell's code for that signal; at the second exits at
 * once (servers end by their guards). Returns what takes the handlers away again.
 */
export function endOnSignal(end: () => Promise<void>): () => void {
  let told = false;
  const onSignal = (signal: keyof typeof exitCodes) => {
    const code = exitCodes[signal];
    if (told) process.exit(code);
    told = true;
    end().then(
      () => process.exit(code),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  };
  const signals = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
