import { createInterface } from 'node:readline/promises';

/** Somebody who has not answered by then is not there. */
const LONGEST_ANSWER_MS = 300_000;

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** The terminal a person can be asked at; undefined in a script or a pipe, where nobody would answer. */
export function terminalToAsk(): Terminal | undefined {
  const { stdin, stderr } = process;
  return stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : undefined;
}

/** Asks for y or yes. Anything else is a no: also Ctrl-C, the end of the input, and no answer for five minutes. */
export async function confirmed(question: string, terminal: Terminal): Promise<boolean> {
  const asking = createInterface(terminal);
  const gone = new AbortController();
  const leave = (): void => {
    gone.abort();
  };
  asking.once('SIGINT', leave).once('close', leave);
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(LONGEST_ANSWER_MS)]);
  try {
    return /^\s*y(es)?\s*$/i.test(await asking.question(`${question} [y/N] `, { signal }));
  } catch (error) {
    if (!signal.aborted) throw error;
    terminal.output.write('\n');
    return false;
  } finally {
    asking.close();
  }
}
