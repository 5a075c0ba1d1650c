import { fieldName, type Path } from './problem.ts';

/** Stands in env and labels where a secret was. */
export const LEFT_OUT = 'LEFT OUT: this looks like a secret; give it here, or better name a secret of DC/OS';
/** The same within a longer text, such as a command. */
const LEFT_OUT_WORD = 'SECRET_LEFT_OUT';

export interface WithoutSecrets<T> {
  readonly kept: T;
  /** The fields something was left out of: `app.env.DB_PASSWORD`. */
  readonly leftOut: readonly string[];
}

const SECRET_WORD =
  '(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|auth|(?:api|private|access|signing|encryption)[-_]?key)';
const secretName = new RegExp(`(?:^|[^a-z])${SECRET_WORD}s?(?:$|[^a-z])`, 'i');
/** `--db-password=x`, `API_TOKEN=x`, `--token x`; a value that begins with `$` is the name of one. */
const assignment = /([\w-]+=|--[\w-]+\s+)(?!["']?\$)("[^"]*"|'[^']*'|\S+)/g;
const userInUrl = /([a-z][a-z0-9+.-]*:\/\/)([^\s/@:]*:[^\s/@]+)@/gi;
const secretValue = /^-----BEGIN [A-Z ]*PRIVATE KEY-----|^eyJ[\w-]+\.eyJ[\w-]+\.|^AKIA[0-9A-Z]{16}$/;

/**
 * A definition without what looks like a secret: in `env` and `labels` by the name or the value, elsewhere what is
 * assigned to such a name within a text, and passwords in URLs. A reference, `{ secret: NAME }`, is none.
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
  if (Array.isArray(input)) return input.map((it, index) => walk(it, [...path, index], report));
  if (typeof input === 'number' && isValueByName(path) && isSecretName(String(path.at(-1)))) {
    report(path, [String(input)]);
    return LEFT_OUT;
  }
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, walk(value, [...path, name], report)]),
  );
}

function text(input: string, path: Path, report: Report): string {
  if (isValueByName(path) && isSecret(String(path.at(-1)), input)) {
    report(path, [input]);
    return LEFT_OUT;
  }
  const found: string[] = [];
  const kept = input
    .replace(userInUrl, (_, scheme: string, user: string) => {
      found.push(user, user.slice(user.indexOf(':') + 1));
      return `${scheme}${LEFT_OUT_WORD}@`;
    })
    .replace(assignment, (whole, name: string, value: string) => {
      if (!isSecretName(name)) return whole;
      found.push(value.replace(/^(["'])(.*)\1$/, '$2'));
      return `${name}${LEFT_OUT_WORD}`;
    });
  if (kept !== input) report(path, found);
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
  return value !== '' && (isSecretName(name) || secretValue.test(value));
}

function isSecretName(name: string): boolean {
  return secretName.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
}
