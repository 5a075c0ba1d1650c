import { Command } from '@commander-js/extra-typings';
import { commandLine } from '../command-line.ts';
import { examples } from '../examples.ts';
import { operatorName } from '../operator-name.ts';
import { agreed } from '../plan/agreed.ts';
import { waitingText } from '../queue/waits.ts';
import { readSpec } from '../read-spec.ts';
import { withTemporal } from '../temporal/connect.ts';
import { complaintAbout } from '../temporal/ending.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';
import { awaitBegun, startRelease } from '../temporal/start-release.ts';
import { isAsWanted, watchRelease } from '../watch-release.ts';

export function releaseVerb() {
  return new Command('release')
    .summary('release the version that a spec describes')
    .description(
      'Releases the version that a spec (YAML or JSON) describes: green replaces blue in batches, without a failed request, or\n' +
        'everything goes back (docs/spec.md). With steps or weights it is a canary: a share of users that grows, judged by\n' +
        'metrics (docs/canary.md). The spec is checked before anything is started. At a terminal the plan is shown, as by\n' +
        'pacer plan, and you are asked; a script is not. The release runs in Temporal: it goes on when this command ends.',
    )
    .argument('<file>', 'the spec')
    .option(
      '-w, --watch',
      'follow the release to its end: a live tree on a terminal, elsewhere a line for each event',
    )
    .option('--back', 'turn back a version that was left half-way, and end')
    .option('-y, --yes', 'show no plan and do not ask')
    .option('--workflow-id <id>', 'id of its workflow (default: pacer/release/TARGET/SERVICE/TIME)')
    .option('--by <name>', 'who releases it (default: your login name)')
    .option('--reason <text>', 'why; shown in pacer history and pacer show')
    .option('--json', 'answer with one JSON object: the ids, or with --watch the outcome as the last line')
    .addHelpText(
      'after',
      examples([
        'npx pacer release examples/shop.yaml --watch',
        'npx pacer release examples/canary.yaml --watch',
        'npx pacer release shop.yaml --yes --watch --json | jq .kind',
        'npx pacer release shop.yaml --back --reason "left over from the night"',
      ]),
    )
    .action(async (file, { watch = false, json = false, back = false, yes = false, ...more }) => {
      const { workflowId, by = operatorName(), reason } = more;
      const given = await readSpec(file, 'release');
      const spec = back ? { ...given, adopt: 'back' as const } : given;
      const wanted = back ? ('rolled-back' as const) : undefined;
      await withTemporal(async (temporal) => {
        if (!yes) await agreed(temporal, spec);
        const ref = await startRelease(temporal, spec, workflowId, {
          ...(by === undefined ? {} : { by }),
          ...(reason === undefined ? {} : { reason }),
        });
        if (watch) {
          await watchRelease(temporal, ref, { json, ...(wanted !== undefined && { wanted }) });
          return;
        }
        const { ending, trouble, status } = await awaitBegun(temporal, ref);
        const isFine = ending === undefined || isAsWanted(ending, wanted);
        const complaint = isFine ? undefined : complaintAbout(ending, ref);
        if (complaint !== undefined) throw complaint;
        process.stdout.write(json ? `${JSON.stringify(ref)}\n` : started(ref, waitingText(ref, status)));
        if (trouble !== undefined) process.stderr.write(`the release waits: ${trouble}\n`);
      });
    });
}

/** `waiting`: what to type about one that waits in line, where SERVICE alone would mean the one that runs. */
function started({ service, target, workflowId }: ReleaseRef, waiting: readonly string[]): string {
  const head = `release of "${service}" on target "${target}" started: workflow ${workflowId}`;
  if (waiting.length > 0) return [head, ...waiting, ''].join('\n');
  return [
    head,
    `  watch it:          ${commandLine('status', service, target)} --watch`,
    `  stop and go back:  ${commandLine('abort', service, target)}`,
    '',
  ].join('\n');
}
