import { problemAt, type Problem } from '../problem.ts';
import type { CheckedSpec } from '../spec.ts';

/** What is wrong with a spec of so many checks on a target without Prometheus; undefined when it has none. */
export function needsPrometheus(
  { procedure, target }: Pick<CheckedSpec, 'procedure' | 'target'>,
  checks: number,
): Problem | undefined {
  if (checks === 0) return undefined;
  const path = procedure === 'canary' ? ['checks'] : ['bake', 'checks'];
  return problemAt(path, checks, `need Prometheus: give target "${target}" one, or leave them out`);
}
