import type { LiveStatus } from '../cli/live-status.ts';
import type { Temporal } from '../cli/temporal/connect.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { LocalServer } from '../local/local-server.ts';
import { startLocalStack, type LocalStack } from '../local/stack.ts';
import { workerAccident } from './accident.ts';
import { canaryShare } from './canary-share.ts';
import { summarizeCanary, type CanarySummary } from './canary-summary.ts';
import type { LoadReport } from './load-report.ts';
import { startLoad, type Load } from './load.ts';
import { watchMap, type MapWatch } from './map-watch.ts';
import type { DemoOptions } from './options.ts';
import { release, type Released } from './release.ts';
import { firstVersion, secondVersion } from './specs.ts';
import { onStage, type Stage } from './stage.ts';
import type { Place } from './summary-text.ts';
import { tasksSeen } from './tasks-seen.ts';
import { connectTo } from './temporal.ts';
import type { UsersSeen, View } from './view.ts';
import { weightsSeen } from './weights-seen.ts';
import { startWorker } from './worker-process.ts';

export interface Played extends Released {
  readonly stack: LocalStack;
  readonly worker: LocalServer;
  readonly load: LoadReport;
  readonly tasks: readonly Place[];
  readonly canary?: CanarySummary;
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
  const map = options.canary
    ? await onStage(stage, Promise.resolve(watchMap(stack, 'shop')), (it) => it.stop())
    : undefined;
  view.note(`Users come, 200 requests a second. Releasing ${secondVersionWords(options)}`);
  const accident = options.killWorker ? workerAccident(worker, withoutWorkerMs, view.note) : undefined;
  const tasks = tasksSeen();
  const weights = weightsSeen();
  const show = (status: LiveStatus) => {
    view.show(status, usersSeen(load, map));
    tasks.see(status);
    weights.see(status);
    accident?.consider(status);
  };
  const released = await release(temporal, await secondVersion(options), show, stage.over);
  view.rest();
  await accident?.repaired();
  const report = await load.stop();
  const canary = map && summarizeCanary(released.outcome, map.levels(), weights.all(), report.history);
  return {
    ...released,
    stack,
    worker,
    load: report,
    tasks: tasks.places(),
    ...(canary === undefined ? {} : { canary }),
  };
}

function secondVersionWords({ bad, canary }: DemoOptions): string {
  return `${bad ? 'a bad' : 'the second'} version${canary ? ' as a canary' : ''}`;
}

function usersSeen(load: Load, map: MapWatch | undefined): UsersSeen | undefined {
  const snapshot = load.snapshot();
  if (snapshot === undefined) return undefined;
  const level = map?.levels().at(-1);
  return {
    load: snapshot,
    ...(level === undefined ? {} : { canary: canaryShare(level, snapshot.history, Date.now()) }),
  };
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
