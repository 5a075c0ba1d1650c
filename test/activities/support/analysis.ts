import { MockActivityEnvironment } from '@temporalio/testing';
import type { Info } from '@temporalio/activity';
import type { KeepDetails } from '../../../activities/acknowledge.ts';
import type { AnalysisInput, AnalysisResult } from '../../../activities/analysis-input.ts';
import { analysisActivities } from '../../../activities/analysis.ts';
import type { Target } from '../../../activities/dependencies.ts';
import { createMarathon } from '../../../src/clients/marathon.ts';
import { createPrometheus } from '../../../src/clients/prometheus.ts';
import type { Check, CheckReport } from '../../../src/domain/analysis.ts';
import type { LoadBalancer } from '../../../src/domain/pool.ts';
import { json, startOddServer, type OddServer } from '../../clients/odd-server.ts';
import { aCheck, when } from '../../support/checks.ts';
import { noBalancer } from '../../support/no-balancer.ts';

/** Fails at the first value above the limit. */
export const failsAbove = (limit: number, different: Partial<Check> = {}): Check =>
  aCheck({ failWhen: when(`> ${String(limit)}`), ...different });

/** What a query is answered: a sample, `none` for no series, `down` for no answer at all. */
export type Reply = number | string;

export interface Ask {
  readonly query: string;
  readonly time: string | null;
  readonly atMs: number;
}

/** A real HTTP server that speaks Prometheus' protocol and answers each query as the test wants. */
export async function oddPrometheus(
  reply: (query: string, nth: number) => Reply | Promise<Reply>,
): Promise<OddServer & { readonly asked: readonly Ask[] }> {
  const asked: Ask[] = [];
  const server = await startOddServer((request, response) => {
    const { searchParams } = new URL(request.url, 'http://prometheus');
    const query = searchParams.get('query') ?? '';
    asked.push({ query, time: searchParams.get('time'), atMs: performance.now() });
    const nth = asked.filter((it) => it.query === query).length;
    void Promise.resolve(reply(query, nth)).then((it) => {
      if (it === 'down') response.destroy();
      else json(response, 200, vector(it));
    });
  });
  return { ...server, asked };
}

function vector(reply: Reply): unknown {
  const sample = { metric: {}, value: [0, String(reply)] };
  return { status: 'success', data: { resultType: 'vector', result: reply === 'none' ? [] : [sample] } };
}

/** A load balancer that only notes when it is told to turn back. */
export function turningBalancer(): { readonly balancer: LoadBalancer; readonly turned: number[] } {
  const turned: number[] = [];
  return {
    turned,
    balancer: {
      ...noBalancer,
      turnBack: () => {
        turned.push(performance.now());
        return Promise.resolve();
      },
    },
  };
}

export function aTarget(prometheusUrl: string, loadBalancer: LoadBalancer = noBalancer): Target {
  return {
    marathon: createMarathon({ url: 'http://127.0.0.1:1' }),
    loadBalancer,
    prometheus: createPrometheus({ url: prometheusUrl, timeoutMs: 2_000 }),
  };
}

export interface Running {
  readonly result: Promise<AnalysisResult>;
  readonly env: MockActivityEnvironment;
  /** Details of every heartbeat so far. */
  readonly beats: unknown[];
  /** Details that were put on the server. */
  readonly kept: unknown[];
  /** What the release was told, one entry a signal. */
  readonly told: (readonly CheckReport[])[];
}

/** Runs an analysis of the target in an activity environment of its own. */
export function analyze(
  target: Target,
  input: Partial<AnalysisInput>,
  info: Partial<Info> = {},
  keep?: KeepDetails,
): Running {
  const env = new MockActivityEnvironment(info);
  const beats: unknown[] = [];
  const kept: unknown[] = [];
  const told: (readonly CheckReport[])[] = [];
  env.on('heartbeat', (details) => beats.push(details));
  const keeping: KeepDetails = (_, details) => {
    kept.push(structuredClone(details));
    return Promise.resolve('kept');
  };
  const activities = analysisActivities({ local: target }, keep ?? keeping, (_, reports) => {
    told.push(reports);
    return Promise.resolve();
  });
  const whole: AnalysisInput = {
    target: 'local',
    analysis: 'background',
    checks: [failsAbove(0.5)],
    mode: { kind: 'to-the-end', timeoutMs: 20_000 },
    patienceMs: 5_000,
    ...input,
  };
  const result = env.run<[AnalysisInput], AnalysisResult, typeof activities.analyze>(
    (it) => activities.analyze(it),
    whole,
  );
  result.catch(() => undefined);
  return { result, env, beats, kept, told };
}
