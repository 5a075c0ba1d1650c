import { Command } from '@commander-js/extra-typings';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { confirmed, terminalToAsk } from '../confirm.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { namedAlways } from '../named.ts';
import { remarkOf, type Spoken } from '../operator/remark-of.ts';
import { printLines } from '../print.ts';
import { queueLines } from '../queue/queue-lines.ts';
import { readQueue, type Queue } from '../queue/read-queue.ts';
import { removeFromLine, waitingOne } from '../queue/remove.ts';
import { targetOption } from '../target-option.ts';
import { withTemporal, type Temporal } from '../temporal/connect.ts';
import { targetOf } from '../temporal/find-release.ts';

export function queueVerb() {
  return new Command('queue')
    .summary('show who runs and who waits in line for a service, or remove one from the line')
    .description(
      'Shows which release of a service runs and which wait for it to end, in order: since when, and what each asked for\n' +
        'with whenBusy in its spec (queue, replace, latest-wins). With --remove one of those that wait is taken out of the\n' +
        'line and ends; nothing of it was begun. On a terminal it asks first; a script is not asked.',
    )
    .argument('<service>', 'the service, as its spec names it', namedAlways)
    .addOption(targetOption())
    .option('--remove <workflow-id>', 'end the wait of this release: its id, or the end of it as shown')
    .option('--by <name>', 'who removes it (default: your login name)')
    .option('--reason <text>', 'why; the release ends with it')
    .option('-y, --yes', 'do not ask')
    .option(
      '--json',
      'answer with one JSON object: { service, target, running, waiting: [...] }, or what was removed',
    )
    .addHelpText(
      'after',
      examples([
        'npx pacer queue shop',
        "npx pacer queue shop --json | jq -r '.waiting[0].workflowId'",
        'npx pacer queue shop --remove 20261124T153012Z-1f3c --reason "frozen until Monday"',
      ]),
    )
    .action(async (service, { target: wanted, remove, yes = false, json = false, ...spoken }) => {
      await withTemporal(async (temporal) => {
        const queue = await readQueue(temporal, service, await targetOf(temporal, service, wanted));
        if (remove !== undefined) await removing(temporal, queue, remove, { ...spoken, yes, json });
        else if (json) process.stdout.write(`${JSON.stringify(queue)}\n`);
        else printLines(queueLines(queue, new Date()));
      });
    });
}

async function removing(
  temporal: Temporal,
  queue: Queue,
  text: string,
  { yes, json, ...spoken }: Spoken & { readonly yes: boolean; readonly json: boolean },
): Promise<void> {
  const { service, target } = queue;
  const entry = waitingOne(queue, text);
  if (!yes) await demandYes(queue, entry.workflowId);
  const remark = remarkOf(spoken);
  await removeFromLine(temporal, queue, entry, remark);
  const { workflowId, runId } = entry;
  process.stdout.write(
    json
      ? `${JSON.stringify({ removed: { service, target, workflowId, runId, ...remark } })}\n`
      : `${workflowId} no longer waits for "${service}" on target "${target}": its release has ended\n`,
  );
}

async function demandYes({ service, target }: Queue, workflowId: string): Promise<void> {
  const terminal = terminalToAsk();
  if (terminal === undefined) return;
  const question = `remove ${workflowId} from the line of "${service}" on target "${target}": its release ends. Go ahead?`;
  if (await confirmed(question, terminal)) return;
  throw new Complaint('nothing was removed', EXIT.other, [
    `without a question: ${commandLine('queue', service, target)} --remove ${workflowId} --yes`,
  ]);
}
