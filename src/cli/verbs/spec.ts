import { Command } from '@commander-js/extra-typings';
import { examples } from '../examples.ts';
import { readSpec } from '../read-spec.ts';

export function specVerb() {
  return new Command('spec')
    .summary('check a spec and print it as the JSON that tctl and temporal take')
    .description(
      'Checks a spec (YAML or JSON, docs/spec.md, docs/canary.md) and prints it as one line of JSON, with every default filled in: the\n' +
        'input of the workflow type blueGreen, or canary for the spec of one, for tctl and temporal. Asks and changes nothing.',
    )
    .argument('<file>', 'the spec')
    .option('--json', 'as it does anyway')
    .addHelpText(
      'after',
      examples([
        'npx pacer spec examples/shop-v2.yaml',
        'temporal workflow start --task-queue pacer --type blueGreen --input "$(npx pacer spec examples/shop-v2.yaml)"',
        'temporal workflow start --task-queue pacer --type canary --input "$(npx pacer spec examples/canary.yaml)"',
      ]),
    )
    .action(async (file) => {
      process.stdout.write(`${JSON.stringify(await readSpec(file, 'spec'))}\n`);
    });
}
