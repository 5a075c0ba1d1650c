import { Command } from '@commander-js/extra-typings';
import { EXIT_CODES } from './exit-codes.ts';
import { completionVerb } from './verbs/completion.ts';
import { doctorVerb } from './verbs/doctor.ts';
import { haproxyConfigVerb } from './verbs/haproxy-config.ts';
import { historyVerb } from './verbs/history.ts';
import { lintVerb } from './verbs/lint.ts';
import { initVerb } from './verbs/init.ts';
import { localVerb } from './verbs/local.ts';
import { releaseVerb } from './verbs/release.ts';
import { setupVerb } from './verbs/setup.ts';
import { showVerb } from './verbs/show.ts';
import { signalVerb } from './verbs/signal.ts';
import { specVerb } from './verbs/spec.ts';
import { statusVerb } from './verbs/status.ts';
import { workerVerb } from './verbs/worker.ts';

const OPERATOR_COMMANDS = ['promote', 'pause', 'resume', 'abort'] as const;

/** All verbs. A wrong usage throws CommanderError instead of ending the process. */
export function createProgram() {
  const program = new Command('pacer')
    .description('Durable blue-green and canary delivery for apps on Marathon (DC/OS), on Temporal.')
    .addHelpText('after', exitCodeHelp())
    .showHelpAfterError('(add --help to see what it takes, with examples)')
    .exitOverride();
  const verbs = [
    localVerb(),
    workerVerb(),
    initVerb(),
    releaseVerb(),
    statusVerb(),
    historyVerb(),
    showVerb(),
    lintVerb(),
    specVerb(),
    ...OPERATOR_COMMANDS.map(signalVerb),
    haproxyConfigVerb(),
    setupVerb(),
    doctorVerb(),
    completionVerb(),
  ];
  for (const verb of verbs) program.addCommand(verb.copyInheritedSettings(program));
  return program;
}

function exitCodeHelp(): string {
  const rows = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`);
  return `\nExit codes:\n${rows.join('\n')}\n`;
}
