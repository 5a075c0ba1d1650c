import { Command } from '@commander-js/extra-typings';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { askForPlan } from '../plan/ask-for-plan.ts';
import { renderPreview } from '../plan/render.ts';
import { printLines } from '../print.ts';
import { readSpec } from '../read-spec.ts';
import { withTemporal } from '../temporal/connect.ts';

export function planVerb() {
  return new Command('plan')
    .summary('show what a release would do, and what stands in its way')
    .description(
      'Reads the live systems and changes nothing: what a release by this spec would create, change and remove, its steps, the\n' +
        'capacity it takes, how long it lasts, every bound and what happens then, and whatever stands in its way. A worker\n' +
        'looks, since it has the addresses and the credentials. Ends with 2 when a release would not go through.',
    )
    .argument('<file>', 'the spec')
    .option('--back', 'what it would be to turn back a version that was left half-way')
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      examples([
        'npx pacer plan examples/shop-v2.yaml',
        'npx pacer plan shop.yaml --json | jq .forecast.capacity',
        "npx pacer plan shop.yaml --json | jq -r '.obstacles[] | select(.blocks) | .what'",
      ]),
    )
    .action(async (file, { back = false, json = false }) => {
      const spec = await readSpec(file, 'plan');
      const wanted = back ? { ...spec, adopt: 'back' as const } : spec;
      const preview = await withTemporal((temporal) => askForPlan(temporal, wanted));
      if (json) process.stdout.write(`${JSON.stringify(preview)}\n`);
      else printLines(renderPreview(preview));
      if (preview.blocked) process.exitCode = EXIT.refused;
    });
}
