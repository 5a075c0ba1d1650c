import { renderProblem, problemAt, type Problem } from './problem.ts';
import { schemaProblems } from './schema-problems.ts';
import { targetSettingsIn } from './spec-secrets.ts';
import { blueGreenSpecSchema, type CheckedSpec } from './spec.ts';

export type SpecProblem = Problem;

export type SpecCheck =
  | { readonly kind: 'ok'; readonly spec: CheckedSpec }
  | { readonly kind: 'invalid'; readonly problems: readonly SpecProblem[] };

/** Whether an input is a spec; never throws. The spec that it returns has every default filled in. */
export function checkSpec(input: unknown): SpecCheck {
  const wrongKind = whenNotAMapping(input);
  if (wrongKind !== undefined) return { kind: 'invalid', problems: [problemAt([], input, wrongKind)] };
  const misplaced = targetSettingsIn(input);
  const result = blueGreenSpecSchema.safeParse(input);
  if (result.success && misplaced.length === 0) return { kind: 'ok', spec: result.data };
  const problems = result.success ? [] : schemaProblems(blueGreenSpecSchema, input, result.error, 'spec');
  const others = problems.filter((it) => !misplaced.some(({ field }) => field === it.field));
  return { kind: 'invalid', problems: [...misplaced, ...others] };
}

/** All problems, one line each. */
export function renderSpecProblems(problems: readonly SpecProblem[]): string {
  return problems.map(renderProblem).join('\n');
}

function whenNotAMapping(input: unknown): string | undefined {
  const wanted = 'give one object with at least target, service and app';
  if (input === undefined || input === null) return `is no spec: ${wanted}`;
  if (typeof input === 'string') return `is text: ${wanted}, as JSON and not as JSON within quotes`;
  if (Array.isArray(input)) return `is a list: ${wanted}, without the list around it`;
  if (typeof input !== 'object') return `is no spec: ${wanted}`;
  return undefined;
}
