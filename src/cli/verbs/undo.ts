import { addressedRelease } from '../addressed-release.ts';
import { commandLine } from '../command-line.ts';
import { answerJson, answerText } from '../operator/answer.ts';
import { remarkOf } from '../operator/remark-of.ts';
import { tellRelease } from '../operator/tell-release.ts';
import { operatorVerb } from '../operator/verb.ts';
import { withTemporal, type Temporal } from '../temporal/connect.ts';
import { complaintAbout } from '../temporal/ending.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';
import { awaitBegun } from '../temporal/start-release.ts';
import { undoEnded } from '../undo/undo-ended.ts';
import { watchRelease } from '../watch-release.ts';

export function undoVerb() {
  return operatorVerb('undo', 'its running release is meant, or else its last one')
    .option('-w, --watch', 'follow the way back, or the new release, to its end')
    .option('--json', 'answer with one JSON object; with --watch the outcome as the last line')
    .action(async (service, { target, workflowId, yes = false, json = false, watch = false, ...spoken }) => {
      const remark = remarkOf(spoken);
      await withTemporal(async (temporal) => {
        const ref = await addressedRelease(temporal, { service, target, workflowId });
        if (!ref.running) {
          const started = await undoEnded(temporal, ref, remark, {
            yes,
            // By its name a service's last one is found, the one that held the lock last.
            isLast: workflowId === undefined,
          });
          await (watch ? watchRelease(temporal, started, { json }) : report(temporal, started, ref, json));
          return;
        }
        const answer = await tellRelease(temporal, ref, 'undo', remark, { yes });
        if (watch) await watchRelease(temporal, ref, { json });
        else
          process.stdout.write(
            json ? answerJson('undo', ref, remark, answer) : answerText('undo', ref, answer, workflowId),
          );
      });
    });
}

async function report(
  temporal: Temporal,
  started: ReleaseRef,
  undone: ReleaseRef,
  json: boolean,
): Promise<void> {
  const { ending, trouble } = await awaitBegun(temporal, started);
  const complaint = ending === undefined ? undefined : complaintAbout(ending, started);
  if (complaint !== undefined) throw complaint;
  const { service, target, workflowId } = started;
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...started, undoes: undone.workflowId })}\n`
      : `the release that brings back the version before is started: workflow ${workflowId}\n` +
          `  watch it:  ${commandLine('status', service, target)} --watch\n`,
  );
  if (trouble !== undefined) process.stderr.write(`the release waits: ${trouble}\n`);
}
