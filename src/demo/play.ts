import type { LiveStatus } from '../cli/live-status.ts';
import type { Temporal } from '../cli/temporal/connect.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { LocalServer } from '../local/local-server.ts';
import { startLocalStack, type LocalStack } from '../local/stack.ts';
import { workerAccident } from './accident.ts';
import type { LoadReport } from './load-report.ts';
import { startLoad } from './load.ts';
import type { DemoOptions } from './options.ts';
import { release, type Released } from './release.ts';
import { firstVersion, secondVersion } from './specs.ts';
import { onStage, type Stage } from './stage.ts';
import type { Place } from './summary-text.ts';
import { tasksSeen } from './tasks-seen.ts';
import { connectTo } from './temporal.ts';
import type { View } from './view.ts';
import { startWorker } from './worker-process.ts';

export interface Played extends Released {
  readonly stack: LocalStack;
  readonly worker: LocalServer;
  readonly load: LoadReport;
  readonly tasks: readonly Place[];
}

/** How long nobody works on the release after the worker was killed. */
const withoutWorkerMs = 2_000;

/** The demo from the empty machine to the end of the second version's release. What it starts is on the stage. */
export async function play(stage: Stage, view: View, options: DemoOptions): Promise<Played> {
  view.note('Starting Temporal, Marathon, HAProxy and Prometheus on this machine');
  const stack = await onStage(stage, startLocalStack({ dir: stage.dir, ports: 'any' }), (it) => it.stop());
  // Never closed: a call under way would throw where nobody can catch it. It goes with this process.
  const temporal = await connectTo(stack);
  const worker = await onStage(stage, startWorker(stack, temporal.client), (it) => it.stop());

  view.note('Releasing the first version: 3 tasks');
  await releaseFirst(temporal, view, stage);
  const load = await onStage(stage, startLoad({ url: stack.haproxyUrl }), (it) => it.stop());
  view.note(`Users come, 200 requests a second. Releasing ${options.bad ? 'a bad' : 'the second'} version`);
  const accident = options.killWorker ? workerAccident(worker, withoutWorkerMs, view.note) : undefined;
  const tasks = tasksSeen();
  const show = (status: LiveStatus) => {
    view.show(status, load.snapshot());
    tasks.see(status);
    accident?.consider(status);
  };
  const released = await release(temporal, await secondVersion(options.bad), show, stage.over);
  view.rest();
  await accident?.repaired();
  return { ...released, stack, worker, load: await load.stop(), tasks: tasks.places() };
}

async function releaseFirst(temporal: Temporal, view: View, stage: Stage): Promise<void> {
  const show = (status: LiveStatus) => {
    view.show(status, undefined);
  };
  const { outcome } = await release(temporal, await firstVersion(), show, stage.over);
  view.rest();
  if (outcome.kind !== 'released') throw new FirstReleaseFailed(outcome);
}

/** Thrown when there is nothing to show, because the first version does not run. */
class FirstReleaseFailed extends Error {
  override readonly name = 'FirstReleaseFailed';

  constructor({ kind, summary, cause }: Outcome) {
    super(
      `The first version could not be released (${kind}): ${cause?.message ?? summary}. Run "npm run doctor".`,
    );
  }
}
