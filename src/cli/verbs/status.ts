import { Command } from '@commander-js/extra-typings';
import { addressedRelease } from '../addressed-release.ts';
import { Complaint } from '../complaint.ts';
import { endedStatus } from '../ended-status.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import type { LiveStatus } from '../live-status.ts';
import { named } from '../named.ts';
import { printLines } from '../print.ts';
import { targetOption } from '../target-option.ts';
import { withTemporal } from '../temporal/connect.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';
import { blankStatus } from '../temporal/follow.ts';
import { lookAt, type Look } from '../temporal/look.ts';
import { treeLines } from '../tree/render.ts';
import { watchRelease } from '../watch-release.ts';

const PIPED_WIDTH = 100;

export function statusVerb() {
  return new Command('status')
    .summary('show where the release of a service stands')
    .description(
      'Shows where the running release of a service stands, or how the last one ended: steps, both versions with each\n' +
        'task, what it waits for, and what you can do now. Looking changes nothing and adds nothing to its history.',
    )
    .argument('[service]', 'the service, as its spec names it: its running release, or the last one', named)
    .addOption(targetOption())
    .option('--workflow-id <id>', 'this release instead, such as one that waits in line', named)
    .option('-w, --watch', 'follow it to its end; the exit code is then that of the release')
    .option('--json', 'answer with one JSON object; with --watch the outcome as the last line')
    .addHelpText(
      'after',
      examples([
        'npx pacer status shop',
        'npx pacer status shop --watch',
        'npx pacer status shop --json | jq .state',
        'npx pacer status --workflow-id 20261124T153012Z-1f3c   # one that waits in line',
      ]),
    )
    .action(async (service, { target, workflowId, watch = false, json = false }) => {
      await withTemporal(async (temporal) => {
        const ref = await addressedRelease(temporal, { service, target, workflowId });
        if (watch) {
          await watchRelease(temporal, ref, { json });
          return;
        }
        const status = statusOf(await lookAt(temporal, ref), ref);
        const { runId } = ref;
        if (json)
          process.stdout.write(`${JSON.stringify({ ...status, workflowId: ref.workflowId, runId })}\n`);
        else
          printLines(
            treeLines(status, new Date(), process.stdout.isTTY ? process.stdout.columns : PIPED_WIDTH),
          );
      });
    });
}

/** A release that has ended is told from its result, so that no worker is needed. */
function statusOf({ status, trouble, ending, endedAt }: Look, ref: ReleaseRef): LiveStatus {
  const known = status ?? blankStatus(ref, new Date());
  if (ending === undefined) {
    if (status !== undefined) return status;
    throw new Complaint(
      `the release of "${ref.service}" runs, but ${trouble ?? 'nobody answers for it'}`,
      EXIT.unreachable,
    );
  }
  return endedStatus(known, ending, ref, endedAt);
}
