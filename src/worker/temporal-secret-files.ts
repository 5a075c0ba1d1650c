import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openness } from './file-openness.ts';

/** In a table of its own, a dotted key or an inline table. What `grpc_meta` has are headers, such as authorization. */
const IN_FILE = /(^|[\s{,.[])["']?(api_key|client_key_data|auth|grpc_meta)["']?\s*[=.\]]/m;
const KEY_PATHS = /(?:^|[\s{,.])["']?client_key_path["']?\s*=\s*["']([^"']+)["']/gm;
const COMMENTS = /^\s*#.*$/gm;

/**
 * What is wrong with the files that hold secrets of Temporal's client, a key for TLS or the settings file with one in it;
 * undefined where no other user of the machine can get at them. A file that is not there is for the client to miss.
 */
export function openSecretFile(env: NodeJS.ProcessEnv): string | undefined {
  const settings =
    env['TEMPORAL_CONFIG_FILE'] ?? join(env['HOME'] ?? homedir(), '.config', 'temporalio', 'temporal.toml');
  const text = textOf(settings);
  const files = [
    ...(IN_FILE.test(text) ? [settings] : []),
    ...[...text.matchAll(KEY_PATHS)].map(([, path = '']) => path),
    ...[env['TEMPORAL_TLS_CLIENT_KEY_PATH'] ?? ''],
  ];
  return files.map(refusal).find((it) => it !== undefined);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(COMMENTS, '');
  } catch {
    return '';
  }
}

function refusal(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  const open = stats && openness(stats, file, 'may-nothing');
  return open && `${file} holds a secret and ${open}`;
}
