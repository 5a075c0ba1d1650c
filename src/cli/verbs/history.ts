import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { historyLines } from '../account/history-lines.ts';
import { readHistory, type ReleaseHistory, type Wanted } from '../account/history.ts';
import { named } from '../named.ts';
import { printLines } from '../print.ts';
import { examples } from '../examples.ts';
import { withTemporal } from '../temporal/connect.ts';

export function historyVerb() {
  return new Command('history')
    .summary('list releases: when, what, by whom, how they ended')
    .description(
      'Lists releases, the newest first and running ones too: when it started, service and version, by whom, how it ended,\n' +
        'how long it took, and how long users were exposed to the new version. Asks Temporal only: no worker has to run.',
    )
    .argument('[service]', 'only of this service', named)
    .addOption(new Option('--target <name>', 'only on this target').env('PACER_TARGET').argParser(named))
    .option('-n, --limit <count>', 'most releases to list', asCount, 20)
    .option('--json', 'answer with one JSON object: { releases: [...] }')
    .addHelpText(
      'after',
      examples([
        'npx pacer history',
        'npx pacer history shop --limit 5',
        "npx pacer history shop --json | jq -r '.releases[0].result'",
      ]),
    )
    .action(async (service, { target, limit, json = false }) => {
      const wanted = { service, target, limit };
      const history = await withTemporal((temporal) => readHistory(temporal, wanted));
      if (json) process.stdout.write(`${JSON.stringify(history)}\n`);
      else show(history, wanted);
    });
}

function show({ releases, trouble }: ReleaseHistory, wanted: Wanted): void {
  if (releases.length > 0) {
    printLines(historyLines(releases));
    process.stderr.write('everything of one: npx pacer show RELEASE\n');
  }
  if (trouble !== undefined) process.stderr.write(`pacer: ${trouble}\n`);
  else if (releases.length === 0) process.stderr.write(`${nothing(wanted)}\n`);
}

function nothing({ service, target }: Wanted): string {
  const what = service === undefined ? 'no release' : `no release of "${service}"`;
  const where = target === undefined ? '' : ` on target "${target}"`;
  return `${what} is known${where}\n  start one with: npx pacer release FILE --watch`;
}

function asCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
}
