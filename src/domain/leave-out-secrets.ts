import { fieldName, type Path } from './problem.ts';
import { isSecretName } from './secret-names.ts';
import { isSecretText, LEFT_OUT_WORD, withoutSecrets } from './secrets-in-text.ts';

/** Stands in env and labels where a secret was. */
export const LEFT_OUT = 'LEFT OUT: this looks like a secret; give it here, or better name a secret of DC/OS';
export interface WithoutSecrets<T> {
  readonly kept: T;
  /** The fields something was left out of: `app.env.DB_PASSWORD`. */
  readonly leftOut: readonly string[];
}

/**
 * A definition without what looks like a secret: in `env` and `labels` by the name or the value, elsewhere what has such
 * a name within a text, a list of arguments or a pair `{ key, value }`, and what looks like a token. A reference,
 * `{ secret: NAME }`, is none.
 */
export function leaveOutSecrets<T>(input: T, path: Path = ['app']): WithoutSecrets<T> {
  const leftOut: string[] = [];
  const kept = walk(input, path, (at) => leftOut.push(fieldName(at, 'app'))) as T;
  return { kept, leftOut };
}

/** What `leaveOutSecrets` would leave out, and all longer values of `env`: what no message may repeat. The longest first. */
export function secretsIn(definition: unknown): readonly string[] {
  const secrets = new Set<string>();
  walk(definition, ['app'], (path, found) => {
    for (const it of found) secrets.add(it);
  });
  const env =
    typeof definition === 'object' && definition !== null && 'env' in definition ? definition.env : {};
  for (const it of Object.values(env ?? {}) as unknown[])
    if (typeof it === 'string' && it.length >= LONG_VALUE) secrets.add(it);
  return [...secrets]
    .filter((it) => it.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length);
}

const SHORTEST_SECRET = 4;
/** A shorter one is a port, a level or the name of an environment, and may be a part of what a message is about. */
const LONG_VALUE = 8;

type Report = (path: Path, secrets: readonly string[]) => void;

function walk(input: unknown, path: Path, report: Report): unknown {
  if (typeof input === 'string') return text(input, path, report);
  if (Array.isArray(input)) return list(input, path, report);
  if (typeof input === 'number' && isValueByName(path) && isSecretName(String(path.at(-1)))) {
    report(path, [String(input)]);
    return LEFT_OUT;
  }
  if (typeof input !== 'object' || input === null) return input;
  const isPair = namesASecret(input);
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const at = [...path, name];
      return [name, isPair && name === 'value' ? secret(value, at, report) : walk(value, at, report)];
    }),
  );
}

/** `{ key: password, value: ... }`, as Docker's parameters are. */
function namesASecret(fields: object): boolean {
  const { key, name } = fields as { readonly key?: unknown; readonly name?: unknown };
  return [key, name].some((it) => typeof it === 'string' && isSecretName(it));
}

/** Arguments may name a secret and give it in the next one: `['--password', '...']`. */
function list(items: readonly unknown[], path: Path, report: Report): readonly unknown[] {
  const isCurl = items.some((it) => typeof it === 'string' && /(^|\/)curl$/.test(it));
  return items.map((it, index) => {
    const at = [...path, index];
    const before = items[index - 1];
    return typeof before === 'string' && isNamedBy(before, it, isCurl)
      ? secret(it, at, report)
      : walk(it, at, report);
  });
}

function isNamedBy(option: string, it: unknown, isCurl: boolean): boolean {
  if (typeof it !== 'string' || it.startsWith('-')) return false;
  if (isCurl && /^(-u|-U|--user|--proxy-user)$/.test(option)) return /:[^$]/.test(it);
  return /^--?[\w-]+$/.test(option) && isSecretName(option);
}

/** What is one by its name, unless it is the name of another or nothing. */
function secret(input: unknown, path: Path, report: Report): unknown {
  if (typeof input === 'number') {
    report(path, [String(input)]);
    return LEFT_OUT_WORD;
  }
  if (typeof input !== 'string' || input === '' || input.startsWith('$')) return walk(input, path, report);
  report(path, [input]);
  return LEFT_OUT_WORD;
}

function text(input: string, path: Path, report: Report): string {
  if (isValueByName(path) && isSecret(String(path.at(-1)), input)) {
    report(path, [input]);
    return LEFT_OUT;
  }
  const { kept, secrets } = withoutSecrets(input);
  if (kept !== input) report(path, secrets);
  return kept;
}

/** For messages about a field of a definition, whose value may be a secret by the field's name. */
export function isSecretField(path: Path): boolean {
  return path[0] === 'app' && isValueByName(path) && isSecretName(String(path.at(-1)));
}

function isValueByName(path: Path): boolean {
  return path.length === 3 && (path[1] === 'env' || path[1] === 'labels');
}

function isSecret(name: string, value: string): boolean {
  return value !== '' && (isSecretName(name) || isSecretText(value));
}
