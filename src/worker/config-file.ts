import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { problemAt } from '../domain/problem.ts';
import { WorkerConfigInvalid, WorkerConfigMissing } from './config-errors.ts';
import { openness } from './file-openness.ts';
import { readTextFile } from './read-text-file.ts';

export interface ConfigFile {
  readonly path: string;
  /** Parsed and not yet checked; an empty file is an empty mapping. */
  readonly content: unknown;
}

/** The file that PACER_CONFIG names; without it ./pacer.yaml, then ~/.config/pacer/pacer.yaml; undefined if none is there. */
export async function readConfigFile(env: NodeJS.ProcessEnv): Promise<ConfigFile | undefined> {
  const named = env['PACER_CONFIG'];
  for (const path of configPlaces(env)) {
    const text = await readIfThere(path);
    if (text !== undefined) return { path, content: parse(path, text) };
  }
  if (named !== undefined && named !== '')
    throw new WorkerConfigMissing([`${resolve(named)} (from PACER_CONFIG)`]);
  return undefined;
}

export function configPlaces(env: NodeJS.ProcessEnv): readonly string[] {
  const named = env['PACER_CONFIG'];
  if (named !== undefined && named !== '') return [resolve(named)];
  return [resolve('pacer.yaml'), join(env['HOME'] ?? homedir(), '.config', 'pacer', 'pacer.yaml')];
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    // Who may change an address in it is given the credentials for it.
    const open = openness(await stat(path), path, 'may-read');
    if (open !== undefined) throw invalid(path, path, open);
    return await readTextFile(path);
  } catch (cause) {
    if (cause instanceof WorkerConfigInvalid) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(path, undefined, `cannot be read: ${reason}`);
  }
}

function invalid(path: string, value: unknown, remedy: string): WorkerConfigInvalid {
  return new WorkerConfigInvalid(path, [problemAt([], value, remedy, 'file')]);
}

/** A message of the parser may repeat what it was given. */
const LONGEST_MESSAGE = 200;

function parse(path: string, text: string): unknown {
  const lines = new LineCounter();
  // A pretty error repeats its line, which may be the whole of a long text.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error === undefined) return document.toJS() ?? {};
  const { line, col } = lines.linePos(error.pos[0]);
  const reason = `${error.message.slice(0, LONGEST_MESSAGE)} at line ${line}, column ${col}`;
  const problem = problemAt([], undefined, `is not readable as YAML: ${reason}`, 'file');
  throw new WorkerConfigInvalid(path, [{ ...problem, value: 'the text' }]);
}
