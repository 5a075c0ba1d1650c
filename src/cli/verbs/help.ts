import { Command } from '@commander-js/extra-typings';
import { examples } from '../examples.ts';

export function helpVerb() {
  const help = new Command('help')
    .summary('show what a verb takes, with examples')
    .description('Shows what a verb takes, with examples; without one, all verbs.')
    .argument('[verb]')
    .addHelpText('after', examples(['npx pacer help', 'npx pacer help release']));
  return help.action((wanted) => {
    const program = help.parent ?? help;
    const verb = wanted === undefined ? program : program.commands.find((it) => it.name() === wanted);
    if (verb !== undefined) verb.help();
    // As the verb alone: refused, with a guess at what was meant.
    program.parse([wanted ?? ''], { from: 'user' });
  });
}
