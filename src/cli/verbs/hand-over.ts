import { Command } from '@commander-js/extra-typings';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { confirmed, terminalToAsk } from '../confirm.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { handOverService } from '../keep/hand-over.ts';
import { namedAlways } from '../named.ts';
import { remarkOf } from '../operator/remark-of.ts';
import { targetOption } from '../target-option.ts';
import { withTemporal } from '../temporal/connect.ts';
import { targetOf } from '../temporal/find-release.ts';

export function handOverVerb() {
  return new Command('hand-over')
    .summary('hand a service over: its pool is not kept any more')
    .description(
      'Ends what Pacer does for a service between releases, for somebody else to look after its pool. The pool stays as it\n' +
        'is. On a terminal it asks first; a script is not asked. While a release runs, it ends what would follow that.\n' +
        'Taken again with: npx pacer keep, or by the next release.',
    )
    .argument('<service>', 'the service, as its spec names it', namedAlways)
    .addOption(targetOption())
    .option('--by <name>', 'who hands it over (default: your login name)')
    .option('--reason <text>', 'why, or to whom')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'answer with one JSON object: { service, target, why }')
    .addHelpText('after', examples(['npx pacer hand-over shop --reason "moves to another balancer"']))
    .action(async (service, { target: wanted, yes = false, json = false, ...spoken }) => {
      await withTemporal(async (temporal) => {
        const target = await targetOf(temporal, service, wanted);
        if (!yes) await demandYes(service, target);
        const why = await handOverService(temporal, { target, service }, remarkOf(spoken));
        process.stdout.write(
          json
            ? `${JSON.stringify({ service, target, why })}\n`
            : `the pool of "${service}" on target "${target}" is not kept any more: ${why}\n` +
                `  take it again: ${commandLine('keep', service, target)}\n`,
        );
      });
    });
}

async function demandYes(service: string, target: string): Promise<void> {
  const terminal = terminalToAsk();
  if (terminal === undefined) return;
  const question = `hand "${service}" on target "${target}" over: tasks that come back are not served any more by Pacer. Go ahead?`;
  if (await confirmed(question, terminal)) return;
  throw new Complaint('nothing was changed', EXIT.other, [
    `without a question: ${commandLine('hand-over', service, target)} --yes`,
  ]);
}
