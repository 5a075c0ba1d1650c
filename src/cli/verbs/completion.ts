import { Argument, Command } from '@commander-js/extra-typings';
import { resolve } from 'node:path';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { grammarOf, type VerbGrammar } from '../completion/grammar.ts';
import { knownServices } from '../completion/known-services.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { examples } from '../examples.ts';

const SCRIPTS: Readonly<Record<Shell, (verbs: readonly VerbGrammar[], ask: readonly string[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

type Shell = 'bash' | 'zsh' | 'fish';

export function completionVerb() {
  const verb = new Command('completion')
    .summary('print the script that completes verbs, options and services in a shell')
    .description(
      'Prints a script that completes verbs, options, and the services that Temporal knows, for the command "pacer": put it on\n' +
        'your PATH, or say: alias pacer=\'npx pacer\'. With "services" it prints those services, one a line.',
    )
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish', 'services'] as const))
    .addHelpText(
      'after',
      examples([
        'npx pacer completion bash',
        'source <(npx pacer completion bash)      # in ~/.bashrc',
        'source <(npx pacer completion zsh)       # in ~/.zshrc, after compinit',
        'npx pacer completion fish | source       # in ~/.config/fish/config.fish',
      ]),
    );
  return verb.action(async (shell) => {
    if (shell !== 'services') {
      const verbs = grammarOf(verb.parent ?? { commands: [] });
      process.stdout.write(SCRIPTS[shell](verbs, askForServices()));
      return;
    }
    for (const service of await knownServices()) process.stdout.write(`${service}\n`);
    // A server that is slow to refuse must not hold the shell up.
    process.exit();
  });
}

/** By this very program: what the shell calls pacer may be an alias, which a script does not see. */
function askForServices(): readonly string[] {
  const [, program = 'pacer'] = process.argv;
  return [process.execPath, resolve(program), 'completion', 'services'];
}
