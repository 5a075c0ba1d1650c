import { execa } from 'execa';

const PROBE_TIMEOUT_MS = 20_000;

/** Whether a command can be run here and ends well. */
export async function runs(command: string, args: readonly string[]): Promise<boolean> {
  const { failed } = await execa(command, args, {
    reject: false,
    stdin: 'ignore',
    timeout: PROBE_TIMEOUT_MS,
  });
  return !failed;
}
