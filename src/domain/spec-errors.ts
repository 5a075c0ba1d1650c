import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { renderProblems, problemAt, type Problem } from './problem.ts';
import { isSecretField } from './leave-out-secrets.ts';
import { oddLength } from './odd-length.ts';
import { schemaProblems } from './schema-problems.ts';
import { targetSettingsIn } from './spec-secrets.ts';
import { expandSteps } from './canary-steps.ts';
import { controlProblems, countsOfSpec } from './control-problems.ts';
import { sizeProblems } from './canary-size-problems.ts';
import { canarySpecSchema, type CheckedCanarySpec } from './canary-spec.ts';
import { blueGreenSpecSchema, type CheckedBlueGreenSpec, type CheckedSpec } from './spec.ts';
import { isNestedTooDeep } from './unreadable.ts';

export type SpecProblem = Problem;

export type SpecCheck<Spec = CheckedSpec> =
  | { readonly kind: 'ok'; readonly spec: Spec }
  | { readonly kind: 'invalid'; readonly problems: readonly SpecProblem[] };

/** Whether an input is a blue-green spec; never throws. The spec that it returns has every default filled in. */
export function checkSpec(input: unknown): SpecCheck<CheckedBlueGreenSpec> {
  const check = checkAgainst(blueGreenSpecSchema, input);
  return check.kind === 'ok' ? unless(controlProblems(check.spec, countsOfSpec(check.spec)), check) : check;
}

/** The same of a canary's spec. */
export function checkCanarySpec(input: unknown): SpecCheck<CheckedCanarySpec> {
  const check = checkAgainst(canarySpecSchema, input);
  if (check.kind === 'invalid') return check;
  // Steps can be followed once each of them is right. Without a number of tasks planning looks at it again.
  const { instances } = check.spec.app;
  const sizes = instances === undefined ? [] : sizeProblems(check.spec, instances);
  const steps = expandSteps(check.spec).length;
  return unless([...sizes, ...controlProblems(check.spec, { steps })], check);
}

function unless<Spec>(problems: readonly SpecProblem[], check: SpecCheck<Spec>): SpecCheck<Spec> {
  return problems.length === 0 ? check : { kind: 'invalid', problems };
}

/** The same of a spec of either procedure: of a canary where it says so, or has steps or weights. */
export function checkSpecOfEither(input: unknown): SpecCheck {
  if (typeof input !== 'object' || input === null) return checkSpec(input);
  const { procedure } = input as { readonly procedure?: unknown };
  if (procedure === 'canary') return checkCanarySpec(input);
  if (procedure === undefined)
    return 'steps' in input || 'weights' in input ? checkCanarySpec(input) : checkSpec(input);
  if (procedure === 'blue-green') return checkSpec(input);
  return { kind: 'invalid', problems: [unknownProcedure(procedure)] };
}

const procedures = ['blue-green', 'canary'];

function unknownProcedure(procedure: unknown): SpecProblem {
  const guess = typeof procedure === 'string' ? didYouMean(procedure, procedures) : undefined;
  const words = procedures.map((it) => JSON.stringify(it)).join(', ');
  return problemAt(
    ['procedure'],
    procedure,
    `must be one of ${words}${guess === undefined ? '' : `; ${guess}`}`,
  );
}

const NESTED_TOO_DEEP = problemAt(
  [],
  '(a mapping)',
  'is nested too deep: a hundred levels are read, take levels out',
);

function checkAgainst<Spec>(schema: z.ZodType<Spec>, input: unknown): SpecCheck<Spec> {
  const wrongKind = whenNotAMapping(input);
  if (wrongKind !== undefined) return { kind: 'invalid', problems: [problemAt([], input, wrongKind)] };
  if (isNestedTooDeep(input)) return { kind: 'invalid', problems: [NESTED_TOO_DEEP] };
  const misplaced = targetSettingsIn(input);
  const result = parsed(schema, input);
  if (result === undefined) return { kind: 'invalid', problems: [unmeasurable(input)] };
  if (result.success && misplaced.length === 0) return { kind: 'ok', spec: result.data };
  const problems = result.success ? [] : schemaProblems(schema, input, result.error, 'spec');
  const others = problems.filter((it) => !misplaced.some(({ field }) => field === it.field));
  return { kind: 'invalid', problems: [...misplaced, ...others.map(withoutSecret)] };
}

/** Undefined where zod itself throws: it measures whatever has a `length`, before it asks whether that is text or a list. */
function parsed<Spec>(schema: z.ZodType<Spec>, input: unknown) {
  try {
    return schema.safeParse(input);
  } catch {
    return undefined;
  }
}

function unmeasurable(input: unknown): SpecProblem {
  const path = oddLength(input);
  return path === undefined
    ? problemAt([], '(a mapping)', 'could not be read: compare it with the examples')
    : problemAt(path, '(a mapping)', 'cannot be read as a length: leave out this field');
}

function withoutSecret(problem: SpecProblem): SpecProblem {
  const { path, value } = problem;
  const mayHoldOne = isSecretField(path) || (path[0] === 'app' && /^(\[(?!\])|\{(?!\}))/.test(value));
  return mayHoldOne ? { ...problem, value: '(hidden)' } : problem;
}

/** The problems, one line each. */
export function renderSpecProblems(problems: readonly SpecProblem[]): string {
  return renderProblems(problems);
}

function whenNotAMapping(input: unknown): string | undefined {
  const wanted = 'give one object with at least target, service and app';
  if (input === undefined || input === null) return `is no spec: ${wanted}`;
  if (typeof input === 'string') return `is text: ${wanted}, as JSON and not as JSON within quotes`;
  if (Array.isArray(input)) return `is a list: ${wanted}, without the list around it`;
  if (typeof input !== 'object' || ArrayBuffer.isView(input)) return `is no spec: ${wanted}`;
  return undefined;
}
