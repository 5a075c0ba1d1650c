import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Secret } from '../clients/secret.ts';
import { problemAt, type Path, type Problem } from '../domain/problem.ts';
import { openness } from './file-openness.ts';

/** Where the files and variables of a configuration are looked for; collects what is wrong with them. */
export interface Sources {
  readonly env: NodeJS.ProcessEnv;
  /** Directory of the configuration file: relative paths start there. */
  readonly dir: string;
  readonly problems: Problem[];
}

export interface SecretPlace {
  readonly env?: string | undefined;
  readonly file?: string | undefined;
}

/** The secret without the line feed at its end; undefined, with a problem noted, when it is not to be had. */
export async function readSecret(
  place: SecretPlace,
  path: Path,
  sources: Sources,
): Promise<Secret | undefined> {
  if (place.env !== undefined) {
    const text = sources.env[place.env];
    if (text !== undefined && text !== '') return new Secret(text);
    sources.problems.push(
      problemAt([...path, 'env'], place.env, 'is not set in the environment of the worker'),
    );
    return undefined;
  }
  const filePath = [...path, 'file'];
  const text = await readFileOf(place.file ?? '', filePath, sources, { secret: true });
  if (text === undefined) return undefined;
  const secret = text.replace(/\r?\n$/, '');
  if (secret !== '') return new Secret(secret);
  sources.problems.push(problemAt(filePath, place.file, 'is empty'));
  return undefined;
}

/** Text of a file; undefined, with a problem noted, when it cannot be read, or others can change it, or read a secret. */
export async function readFileOf(
  file: string,
  path: Path,
  sources: Sources,
  options: { readonly secret: boolean },
): Promise<string | undefined> {
  const place = resolve(sources.dir, file);
  try {
    const open = openness(await stat(place), place, options.secret ? 'may-nothing' : 'may-read');
    if (open !== undefined) {
      sources.problems.push(problemAt(path, file, open));
      return undefined;
    }
    return await readFile(place, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    sources.problems.push(problemAt(path, file, `cannot be read: ${reason}`));
    return undefined;
  }
}
