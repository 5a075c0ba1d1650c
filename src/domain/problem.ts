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

/** One line: `drain.onTimeout: "explode" must be one of "roll-back", "pause", "kill"`. */
export function renderProblem(problem: Problem): string {
  return `${problem.field}: ${problem.value} ${problem.remedy}`;
}

export function fieldName(path: Path, root: string): string {
  const name = path.map(segmentName).join('').replace(/^\./, '');
  return name === '' ? root : name;
}

function segmentName(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return /^[\w-]+$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}

const longest = 60;

function shown(value: unknown): string {
  if (value === undefined) return '(absent)';
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return `(a ${typeof value})`;
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** What is at a path of parsed YAML or JSON; undefined where there is nothing. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined,
    input,
  );
}
