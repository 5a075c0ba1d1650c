import { resolve } from 'node:path';
import { needsPrometheus } from '../../domain/checks/needs-prometheus.ts';
import { problemAt, renderProblem } from '../../domain/problem.ts';
import type { Prometheus } from '../../clients/prometheus.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExpandedCheck, Expansion } from './expansion.ts';

export type QueryReport =
  | { readonly kind: 'none' }
  | { readonly kind: 'understood'; readonly queries: number }
  | { readonly kind: 'not-asked'; readonly why: string }
  /** A line for each query that is refused. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/**
 * Has the target's Prometheus read every query, when a worker's configuration says where it is. Throws a Complaint when the
 * target is known and has none, as the worker would.
 */
export async function askAboutQueries(
  expansion: Expansion,
  configFile: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<QueryReport> {
  if (expansion.checks.length === 0) return { kind: 'none' };
  const found = await prometheusOf(expansion, configFile, env);
  if (typeof found === 'string') return { kind: 'not-asked', why: found };
  try {
    const problems = await Promise.all(expansion.checks.map((check) => refusals(found, check)));
    const refused = problems.flat();
    if (refused.length > 0) return { kind: 'refused', problems: refused };
    const queries = expansion.checks.flatMap(({ ways }) => ways.flatMap(({ asked }) => asked)).length;
    return { kind: 'understood', queries };
  } catch (error) {
    return { kind: 'not-asked', why: error instanceof Error ? error.message : String(error) };
  }
}

/** The target's Prometheus, or why there is none to ask. A configuration that is named must be right. */
async function prometheusOf(
  expansion: Expansion,
  configFile: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Prometheus | string> {
  const { loadWorkerConfig } = await import('../../worker/config.ts');
  const { createPrometheus } = await import('../../clients/prometheus.ts');
  try {
    const where = configFile === undefined ? env : { ...env, PACER_CONFIG: resolve(configFile) };
    const { targets } = await loadWorkerConfig(where);
    const target = Object.hasOwn(targets, expansion.target) ? targets[expansion.target] : undefined;
    if (target === undefined) return `target "${expansion.target}" is not in the worker's configuration`;
    if (target.prometheus === undefined) throw withoutPrometheus(expansion);
    return createPrometheus(target.prometheus);
  } catch (error) {
    if (error instanceof Complaint || configFile !== undefined || !(error instanceof Error)) throw error;
    return error.name === 'WorkerConfigMissing'
      ? "no worker's configuration is here: name one with --config"
      : error.message;
  }
}

function withoutPrometheus(expansion: Expansion): Complaint {
  const problem = needsPrometheus(expansion, expansion.checks.length);
  const line = problem === undefined ? '' : renderProblem(problem);
  return new Complaint(`the spec is refused:\n${line}`, EXIT.refused, []);
}

async function refusals(prometheus: Prometheus, check: ExpandedCheck): Promise<readonly string[]> {
  const queries = check.ways.flatMap(({ asked }) => asked);
  const problems = await Promise.all(queries.map((query) => refusal(prometheus, check, query)));
  return problems.flat();
}

async function refusal(
  prometheus: Prometheus,
  check: ExpandedCheck,
  query: string,
): Promise<readonly string[]> {
  try {
    await prometheus.query(query);
    return [];
  } catch (error) {
    if (!(error instanceof Error) || error.name === 'PrometheusUnreachable') throw error;
    return [
      renderProblem({
        ...problemAt([], query, `is refused by Prometheus: ${error.message}`),
        field: `${check.field}.query`,
      }),
    ];
  }
}
