import { Command } from '@commander-js/extra-typings';
import { findExecution } from '../account/find.ts';
import { printLines } from '../print.ts';
import { reportLines } from '../account/report-lines.ts';
import { readReport } from '../account/report.ts';
import { examples } from '../examples.ts';
import { withTemporal } from '../temporal/connect.ts';

const PIPED_WIDTH = 100;
const WIDEST = 120;

export function showVerb() {
  return new Command('show')
    .summary('show everything of one release, running or not')
    .description(
      'Shows everything of one release, running or not: who started it and why, how it ended and because of what, each step\n' +
        'with its time, its checks, how many users were on the new version when, and who said what. Asks Temporal only; a\n' +
        'release that runs is asked too, while a worker carries it.',
    )
    .argument('<release>', 'a workflow id, the name of the release, or the last part of either')
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      examples([
        'npx pacer show 20261124T153012Z-1f3c',
        'npx pacer show pacer/release/local/shop/20261124T153012Z-1f3c --json | jq .outcome.cause',
        'npx pacer history shop',
      ]),
    )
    .action(async (release, { json = false }) => {
      const report = await withTemporal(async (temporal) =>
        readReport(temporal, await findExecution(temporal, release)),
      );
      if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
      else printLines(reportLines(report, new Date(), width()));
    });
}

function width(): number {
  return process.stdout.isTTY ? Math.min(process.stdout.columns, WIDEST) : PIPED_WIDTH;
}
