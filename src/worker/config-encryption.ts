import { dirname } from 'node:path';
import { z } from 'zod';
import { readKey, type EncryptionKey, type Keyring } from '../codec/keyring.ts';
import { problemAt } from '../domain/problem.ts';
import { schemaProblems } from '../domain/schema-problems.ts';
import { overridesIn, withOverrides } from './config-environment.ts';
import { WorkerConfigInvalid } from './config-errors.ts';
import { readConfigFile } from './config-file.ts';
import { configJsonSchema, encryption, type EncryptionInFile } from './config-schema.ts';
import { readSecret, type Sources } from './config-secrets.ts';

/** The keys that could be read; what is not to be had is noted as a problem. */
export async function readKeyring({ keys }: EncryptionInFile, sources: Sources): Promise<Keyring> {
  const read: EncryptionKey[] = [];
  for (const [index, { name, key: place }] of keys.entries()) {
    const path = ['encryption', 'keys', index, 'key'];
    const text = await readSecret(place, path, sources);
    const key = text && readKey(text);
    if (key !== undefined) read.push({ name, key });
    else if (text !== undefined) sources.problems.push(notAKey(path, place));
  }
  return read;
}

function notAKey(path: readonly (string | number)[], place: { env?: string; file?: string }) {
  const [kind, where] = place.env === undefined ? ['file', place.file] : ['env', place.env];
  const remedy = 'must hold 32 bytes as base64 or hexadecimal digits; make one by `openssl rand -base64 32`';
  return problemAt([...path, kind], where, remedy);
}

const onlyEncryption = z.looseObject({ encryption: encryption.optional() });

/**
 * The keys alone, for the command line: from the worker's configuration file, or one that has nothing else, and the
 * environment. None where nothing names any. Throws WorkerConfigMissing for a file that is named and not there, and
 * WorkerConfigInvalid.
 */
export async function loadKeyring(env: NodeJS.ProcessEnv = process.env): Promise<Keyring> {
  const file = await readConfigFile(env);
  const ours = Object.fromEntries(
    overridesIn(env).flatMap((name) => (name.startsWith('PACER_ENCRYPTION__') ? [[name, env[name]]] : [])),
  );
  const content = withOverrides(file?.content ?? {}, ours, configJsonSchema());
  const source = file?.path ?? 'in the environment';
  const result = onlyEncryption.safeParse(content);
  if (!result.success) {
    const problems = schemaProblems(onlyEncryption, content, result.error, 'configuration');
    throw new WorkerConfigInvalid(
      source,
      problems.map((it) => ({ ...it, value: it.value === '(absent)' ? it.value : '(hidden)' })),
    );
  }
  if (result.data.encryption === undefined) return [];
  const dir = file === undefined ? process.cwd() : dirname(file.path);
  const sources: Sources = { env, dir, problems: [] };
  const keyring = await readKeyring(result.data.encryption, sources);
  if (sources.problems.length > 0) throw new WorkerConfigInvalid(source, sources.problems);
  return keyring;
}
