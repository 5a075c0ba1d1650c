import { createRequire } from 'node:module';
import { Command } from '@commander-js/extra-typings';
import { examples } from './examples.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { codecServerVerb } from './verbs/codec-server.ts';
import { commandVerbs } from './verbs/command.ts';
import { completionVerb } from './verbs/completion.ts';
import { doctorVerb } from './verbs/doctor.ts';
import { handOverVerb } from './verbs/hand-over.ts';
import { haproxyConfigVerb } from './verbs/haproxy-config.ts';
import { helpVerb } from './verbs/help.ts';
import { historyVerb } from './verbs/history.ts';
import { keepVerb } from './verbs/keep.ts';
import { keptVerb } from './verbs/kept.ts';
import { lintVerb } from './verbs/lint.ts';
import { initVerb } from './verbs/init.ts';
import { localVerb } from './verbs/local.ts';
import { planVerb } from './verbs/plan.ts';
import { queueVerb } from './verbs/queue.ts';
import { releaseVerb } from './verbs/release.ts';
import { setupVerb } from './verbs/setup.ts';
import { showVerb } from './verbs/show.ts';
import { specVerb } from './verbs/spec.ts';
import { statusVerb } from './verbs/status.ts';
import { undoVerb } from './verbs/undo.ts';
import { workerVerb } from './verbs/worker.ts';

const SET_UP = 'Set up:';

const manifest = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

/** A wrong argument is repeated in the error, however long it is. */
const LONGEST_ERROR = 2_000;

/** All verbs. A wrong usage throws CommanderError instead of ending the process. */
export function createProgram() {
  const program = new Command('pacer')
    .description('Durable blue-green and canary delivery for apps on Marathon (DC/OS), on Temporal.')
    .addHelpText('after', `${beginning()}${exitCodeHelp()}`)
    .configureOutput({
      outputError: (text, write) => {
        write(upTo(LONGEST_ERROR, text));
      },
    })
    // Wrapped to the terminal, and not where the source has a line's end.
    .configureHelp({ commandDescription: (verb) => verb.description().replaceAll('\n', ' ') })
    .showHelpAfterError('(add --help to see what it takes, with examples)')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpCommand(false)
    .exitOverride();
  for (const [title, verbs] of Object.entries(groups())) {
    program.commandsGroup(title);
    for (const verb of verbs) program.addCommand(verb.copyInheritedSettings(program));
  }
  return program;
}

function upTo(length: number, text: string): string {
  return text.length <= length ? text : `${text.slice(0, length)}...\n`;
}

function groups() {
  return {
    'Release:': [initVerb(), lintVerb(), planVerb(), releaseVerb(), specVerb()],
    'Command a release:': [...commandVerbs(), undoVerb()],
    'Between releases:': [keptVerb(), keepVerb(), handOverVerb()],
    'Know what happens, and what happened:': [statusVerb(), queueVerb(), historyVerb(), showVerb()],
    [SET_UP]: [
      localVerb(),
      workerVerb(),
      haproxyConfigVerb(),
      setupVerb(),
      codecServerVerb(),
      doctorVerb(),
      completionVerb(),
      helpVerb(),
    ],
  };
}

function beginning(): string {
  return examples([
    'npx pacer local                                    # servers to try it with',
    'npx pacer worker --config .pacer/local/pacer.yaml  # in a second terminal',
    'npx pacer release examples/shop.yaml --watch       # in a third one',
    'npx pacer help release                             # each verb has examples',
  ]);
}

function exitCodeHelp(): string {
  const rows = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`);
  return `\nExit codes:\n${rows.join('\n')}\n`;
}
