import { CommanderError } from '@commander-js/extra-typings';
import { asComplaint, renderComplaint } from './complaint.ts';
import { EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';

// A reader that has seen enough, such as `head`, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  throw error;
});

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = exitCodeAfter(error);
}

function exitCodeAfter(error: unknown): number {
  // Commander has said already what is wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.refused;
  const complaint = asComplaint(error);
  process.stderr.write(`${renderComplaint(complaint)}\n`);
  return complaint.exitCode;
}
