import { Command } from '@commander-js/extra-typings';
import { Complaint } from '../complaint.ts';
import { commandLine } from '../command-line.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { keptLines } from '../keep/kept-lines.ts';
import { readAllKept, readKept, type Kept } from '../keep/read-kept.ts';
import { named } from '../named.ts';
import { printLines } from '../print.ts';
import { targetOption } from '../target-option.ts';
import { withTemporal, type Temporal } from '../temporal/connect.ts';
import { targetOf } from '../temporal/find-release.ts';

export function keptVerb() {
  return new Command('kept')
    .summary('show which services are kept between releases, and how')
    .description(
      'Shows the services whose pool follows Marathon between releases: which app is in which slot, how many of its tasks\n' +
        'serve, or which release has the pool now.',
    )
    .argument('[service]', 'only this service', named)
    .addOption(targetOption())
    .option('--json', 'answer with one JSON object: { kept: [...] }')
    .addHelpText('after', examples(['npx pacer kept', 'npx pacer kept shop --json']))
    .action(async (service, { target, json = false }) => {
      await withTemporal(async (temporal) => {
        const kept =
          service === undefined
            ? (await readAllKept(temporal)).filter((it) => target === undefined || it.target === target)
            : [await one(temporal, service, target)];
        if (json) process.stdout.write(`${JSON.stringify({ kept })}\n`);
        else if (kept.length > 0) printLines(keptLines(kept, new Date()));
        else process.stderr.write('no service is kept: each is from its first release on\n');
      });
    });
}

async function one(temporal: Temporal, service: string, wanted: string | undefined): Promise<Kept> {
  const target = await targetOf(temporal, service, wanted);
  const kept = await readKept(temporal, { target, service });
  if (kept !== undefined) return kept;
  throw new Complaint(`"${service}" on target "${target}" is not kept`, EXIT.refused, [
    `have it kept: ${commandLine('keep', service, target)}`,
  ]);
}
