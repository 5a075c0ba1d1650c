import {
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
  type YAMLParseError,
} from 'yaml';
import { problemAt, renderProblem, type Path, type Problem } from './problem.ts';
import { checkSpecOfEither } from './spec-errors.ts';
import type { CheckedSpec } from './spec.ts';

export interface PlacedProblem extends Problem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface RefusedText {
  readonly kind: 'invalid';
  readonly fileName: string;
  /** The first of them. */
  readonly problems: readonly PlacedProblem[];
  /** How many there are besides. */
  readonly others: number;
}

export type SpecText = { readonly kind: 'ok'; readonly spec: CheckedSpec } | RefusedText;

/** As many as anybody reads; a place is looked up for these only. */
const MOST = 50;

/** A spec from a file's text, YAML or JSON; problems have the line and column they are at. Never throws. */
export function readSpecText(text: string, fileName: string): SpecText {
  const lines = new LineCounter();
  // A pretty error repeats its line, which may be the whole of a long text.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placed = (problem: Problem, offset: number): PlacedProblem => {
    const { line, col } = lines.linePos(offset);
    return { ...problem, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    const problems = firstOfEachLine(document.errors, lines);
    const shown = problems
      .slice(0, MOST)
      .map((it) => placed(asProblem(it.message, adviceAt(text, it.pos[0])), it.pos[0]));
    return { kind: 'invalid', fileName, problems: shown, others: problems.length - shown.length };
  }
  const check = checkInput(document);
  if (check.kind === 'ok') return check;
  const problems = check.problems.slice(0, MOST).map((it) => placed(it, offsetOf(document, it.path)));
  return { kind: 'invalid', fileName, problems, others: check.problems.length - problems.length };
}

/** `shop.yaml:4:3 drain.onTimeout: "explode" must be one of ...`, one line each. */
export function renderPlacedProblems({ fileName, problems, others }: RefusedText): string {
  const lines = problems.map((it) => `${fileName}:${it.line}:${it.column} ${renderProblem(it)}`);
  return [...lines, ...(others > 0 ? [`and ${others} more`] : [])].join('\n');
}

function checkInput(document: Document.Parsed): ReturnType<typeof checkSpecOfEither> {
  try {
    return checkSpecOfEither(document.toJS());
  } catch (failure) {
    // An alias without an anchor, or aliases that multiply beyond measure.
    return {
      kind: 'invalid',
      problems: [asProblem(failure instanceof Error ? failure.message : String(failure))],
    };
  }
}

type Flaw = Pick<YAMLParseError, 'message' | 'pos'>;

/** What is not YAML at one place is often none at the next, either. */
function firstOfEachLine(errors: readonly Flaw[], lines: LineCounter): readonly Flaw[] {
  const first = new Map<number, Flaw>();
  for (const it of errors) {
    const { line } = lines.linePos(it.pos[0]);
    if (!first.has(line)) first.set(line, it);
  }
  return [...first.values()];
}

/** YAML takes a bare ">" or "!" for something of its own. */
function adviceAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  return /\b(pass|fail)When:\s*[<>=!]/.test(line)
    ? '. Put the condition in quotes, as in passWhen: ">= 0.99"'
    : '';
}

/** A message of the parser may repeat what it was given. */
const LONGEST_MESSAGE = 200;

function asProblem(message: string, advice = ''): Problem {
  const [first = message] = message.split('\n', 1);
  const said = first.length > LONGEST_MESSAGE ? `${first.slice(0, LONGEST_MESSAGE)}...` : first;
  return {
    ...problemAt([], undefined, `is not readable as YAML or JSON: ${said}${advice}`),
    value: 'the text',
  };
}

/** Where the field is named; for one that is absent, where it should be. */
function offsetOf(document: Document.Parsed, path: Path): number {
  if (path.length === 0) return startOf(document.contents) ?? 0;
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find((it) => isPair(it) && isScalar(it.key) && it.key.value === path.at(-1));
    const offset = startOf(pair?.key);
    if (offset !== undefined) return offset;
  }
  return startOf(document.getIn(path, true)) ?? offsetOf(document, path.slice(0, -1));
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
