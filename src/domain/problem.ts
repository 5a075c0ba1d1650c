import { isSecretName } from './secret-names.ts';
import { withoutSecrets } from './secrets-in-text.ts';

/** What is wrong with one field that a person wrote. */
export interface Problem {
  /** `drain.onTimeout`, `bake.checks[0].max`; the root has the name of the document. */
  readonly field: string;
  readonly path: readonly (string | number)[];
  /** As it was given, shortened; `(absent)`. A secret is `(hidden)`. */
  readonly value: string;
  /** What to do, as the rest of a sentence that begins with the value: `must be one of "pause", "kill"`. */
  readonly remedy: string;
}

export type Path = Problem['path'];

export function problemAt(path: Path, value: unknown, remedy: string, root = 'spec'): Problem {
  return { field: fieldName(path, root), path, value: shown(value), remedy };
}

const MOST = 50;

/** As many as anybody reads, one line each, and how many there are besides. */
export function renderProblems(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MOST).map(renderProblem);
  const others = problems.length - lines.length;
  return [...lines, ...(others > 0 ? [`and ${others} more`] : [])].join('\n');
}

/** The first of them, with paths that are no longer than they are shown. */
export function firstProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.slice(0, MOST).map((it) => ({
    ...it,
    path: it.path.map((key) => (typeof key === 'number' ? key : key.slice(0, longest))),
  }));
}

/** One line: `drain.onTimeout: "explode" must be one of "roll-back", "pause", "kill"`. */
export function renderProblem(problem: Problem): string {
  // Names in it are as somebody wrote them.
  return `${problem.field}: ${problem.value} ${problem.remedy}`.replace(/\s*[\r\n]+\s*/g, ' ');
}

export function fieldName(path: Path, root: string): string {
  const name = path.map(segmentName).join('').replace(/^\./, '');
  return name === '' ? root : name;
}

function segmentName(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  const name = segment.length > longest ? `${segment.slice(0, longest)}...` : segment;
  return /^[\w-]+$/.test(segment) && name === segment ? `.${name}` : `[${JSON.stringify(name)}]`;
}

const longest = 60;

function shown(value: unknown): string {
  if (value === undefined) return '(absent)';
  const text = JSON.stringify(value, hidingByName) as string | undefined;
  if (text === undefined) return `(a ${typeof value})`;
  // A definition's env may stand where it does not belong.
  const { kept } = withoutSecrets(text.slice(0, MOST_READ));
  return kept.length > longest ? `${kept.slice(0, longest)}...` : kept;
}

function hidingByName(name: string, value: unknown): unknown {
  const isOne = ['string', 'number'].includes(typeof value) && isSecretName(name);
  return isOne ? '(hidden)' : value;
}

/** More than is shown, so that no secret is cut out of what names it. */
const MOST_READ = 2_000;

/** What is at a path of parsed YAML or JSON; undefined where there is nothing. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined,
    input,
  );
}
