import { cancellationSignal } from '@temporalio/activity';
import { readGauge } from '../src/clients/gauge.ts';
import type { Prometheus } from '../src/clients/prometheus.ts';
import type { App, Task } from '../src/domain/app.ts';
import type { BlueGreenPlan, CanaryPlan, PendingGauge } from '../src/domain/plan.ts';
import { blueQueries } from '../src/domain/preview/blue-queries.ts';
import type { Facts, GaugeReading, QueryReading, QueryToTry } from '../src/domain/preview/facts.ts';
import type { CheckedSpec } from '../src/domain/spec.ts';
import type { Target } from './dependencies.ts';
import { isWorthRetrying } from './failures.ts';
import { attempt, messageOf } from './preview-attempt.ts';

const GAUGE_TIMEOUT_MS = 2_000;

type SeenOfBlue = Omit<Facts, 'holder' | 'waiting' | 'pool' | 'problems'>;

export const NOTHING_OF_BLUE: SeenOfBlue = { deployments: [], gauges: [], queries: [], troubles: [] };

/** The version that serves now, as a plan needs to know it: its definition, its gauges, what the checks see of it. */
export async function lookAtBlue(
  { marathon, prometheus }: Target,
  spec: CheckedSpec,
  plan: BlueGreenPlan | CanaryPlan,
  apps: readonly App[],
): Promise<SeenOfBlue> {
  const blue = apps.find(({ id }) => id === plan.blue?.appId);
  const signal = cancellationSignal();
  const [definition, gauges, queries] = await Promise.all([
    attempt('the definition that serves now', async () =>
      blue === undefined ? undefined : marathon.readDefinition(blue.id, signal),
    ),
    blue === undefined || plan.pending === undefined ? [] : gaugesOf(blue, plan.pending),
    prometheus === undefined ? [] : Promise.all(blueQueries(spec, plan).map((it) => tried(prometheus, it))),
  ]);
  return {
    ...(blue !== undefined && { blue }),
    ...(definition.value !== undefined && { blueDefinition: definition.value }),
    deployments: apps
      .filter(
        ({ id, deployments }) => deployments.length > 0 && [plan.blue?.appId, plan.green.appId].includes(id),
      )
      .map(({ id, deployments }) => ({ appId: id, ids: deployments })),
    gauges,
    queries,
    troubles: definition.troubles,
  };
}

function gaugesOf({ tasks }: App, gauge: PendingGauge): Promise<readonly GaugeReading[]> {
  const running = tasks.filter(({ startedAt }) => startedAt !== undefined);
  return Promise.all(running.map((task) => gaugeOf(task, gauge)));
}

async function gaugeOf(
  { id: taskId, address, ports }: Task,
  { metric, path, portIndex }: PendingGauge,
): Promise<GaugeReading> {
  const port = ports[portIndex];
  if (port === undefined) return { taskId, problem: `${taskId} has no port of index ${portIndex}` };
  try {
    const settings = { metric, path, timeoutMs: GAUGE_TIMEOUT_MS };
    return { taskId, value: await readGauge(`${address}:${port}`, settings, cancellationSignal()) };
  } catch (error) {
    return { taskId, problem: messageOf(error) };
  }
}

async function tried(prometheus: Prometheus, it: QueryToTry): Promise<QueryReading> {
  const { value, troubles } = await attempt('Prometheus', () => askOnce(prometheus, it.query));
  const [trouble] = troubles;
  return { ...it, answer: value ?? { kind: 'unanswered', message: trouble?.problem ?? '' } };
}

async function askOnce(prometheus: Prometheus, query: string): Promise<QueryReading['answer']> {
  try {
    const { kind } = await prometheus.query(query, cancellationSignal());
    return { kind };
  } catch (error) {
    if (isWorthRetrying(error)) throw error;
    return { kind: 'refused', message: messageOf(error) };
  }
}
