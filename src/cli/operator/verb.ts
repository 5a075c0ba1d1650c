import { Command, Option } from '@commander-js/extra-typings';
import type { Command as OperatorCommand } from '../../domain/status.ts';
import { examples } from '../examples.ts';
import { named } from '../named.ts';
import { targetOption } from '../target-option.ts';
import { VERB_WORDS } from './words.ts';

/** What all verbs that say something to a release have in common. */
export function operatorVerb(command: OperatorCommand, meant = 'its running release is meant') {
  const { summary, more, examples: lines, asks } = VERB_WORDS[command];
  return new Command(command)
    .summary(summary)
    .description(
      `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.\n${more}\n${asks ? ASKS : ''}Who said it and why is kept with the release.`,
    )
    .argument('[service]', `the service, as its spec names it; ${meant}`, named)
    .addOption(targetOption())
    .option('--workflow-id <id>', 'this release instead, such as one that waits in line', named)
    .option('--by <name>', 'who says it (default: your login name)')
    .option('--reason <text>', 'why; shown in the status and in the outcome')
    .addOption(new Option('-y, --yes', 'do not ask').hideHelp(!asks))
    .addHelpText('after', examples(lines));
}

const ASKS = 'On a terminal it asks first where that cannot be taken back; a script is not asked.\n';
