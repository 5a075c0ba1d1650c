import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { examples } from '../examples.ts';
import { keepService } from '../keep/keep.ts';
import { whatIsKept } from '../keep/kept-lines.ts';
import { namedAlways } from '../named.ts';
import { targetOption } from '../target-option.ts';
import { withTemporal } from '../temporal/connect.ts';
import { targetOf } from '../temporal/find-release.ts';

export function keepVerb() {
  return new Command('keep')
    .summary('keep the pool of a service between releases, again')
    .description(
      'Keeps the pool of a service from now on: tasks that come back on other ports are served, and an HAProxy that was\n' +
        'restarted is filled again. Each release does this at its end; this is for a service that was handed over, or that\n' +
        'an older Pacer has released.',
    )
    .argument('<service>', 'the service, as its spec names it', namedAlways)
    .addOption(targetOption())
    .option('--port-index <index>', 'which of its ports serves, as in the spec', asIndex, 0)
    .option('--json', 'answer with one JSON object: what is kept')
    .addHelpText('after', examples(['npx pacer keep shop', 'npx pacer keep shop --target production']))
    .action(async (service, { target: wanted, portIndex, json = false }) => {
      await withTemporal(async (temporal) => {
        const target = await targetOf(temporal, service, wanted);
        const { begun, kept } = await keepService(temporal, { target, service }, portIndex);
        process.stdout.write(
          json
            ? `${JSON.stringify({ begun, ...kept })}\n`
            : `"${service}" on target "${target}" is kept${begun ? '' : ' already'}: ${whatIsKept(kept)}\n`,
        );
      });
    });
}

function asIndex(text: string): number {
  const index = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(index) || index < 0)
    throw new InvalidArgumentError('It must be a whole number from 0.');
  return index;
}
