import { execa } from 'execa';
import { pacerCommand, settingsOf } from './pacer.ts';

/** Runs the rest of its arguments at a terminal of its own, to which its stdin is typed. */
const AT_A_TERMINAL = `
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
`;

/** Runs `pacer` as a person at a terminal does, who types `answer` once it asks. */
export async function pacerAtATerminal(
  args: readonly string[],
  answer: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | undefined; readonly shown: string }> {
  const settings = settingsOf({ TERM: 'xterm', ...env });
  const running = execa('python3', ['-c', AT_A_TERMINAL, ...pacerCommand(args)], settings);
  let seen = '';
  running.stdout.on('data', (chunk: Buffer) => {
    const asked = seen.includes('[y/N]');
    seen += chunk.toString();
    if (!asked && seen.includes('[y/N]')) running.stdin.write(answer);
  });
  const { exitCode, stdout } = await running;
  return { code: exitCode, shown: stdout };
}
