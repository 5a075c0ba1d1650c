import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { cacheDirectory } from '../servers/cache.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STALE_AFTER_MS = 24 * 3_600_000;

/**
 * The workflows as one file for Temporal's sandbox: from the cache when nothing that goes into it has changed, which saves
 * some seconds at each start. Without a cache that can be written it is made in memory. Safe from several processes.
 */
export async function workflowBundle(
  env: NodeJS.ProcessEnv = process.env,
  { failureConverterPath }: Pick<DataConverter, 'failureConverterPath'> = {},
): Promise<WorkflowBundleOption> {
  const directory = join(cacheDirectory(env), 'workflows');
  const variant = failureConverterPath === undefined ? '' : '-encrypted';
  const codePath = join(directory, `${await fingerprint()}${variant}.js`);
  if (await exists(codePath)) return { codePath };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows', 'index.ts'),
    workflowInterceptorModules: [join(root, 'workflows', 'interceptors.ts')],
    logger: new DefaultLogger('WARN'),
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
  });
  try {
    await mkdir(directory, { recursive: true });
    const draft = `${codePath}.${randomUUID()}`;
    await writeFile(draft, code);
    await rename(draft, codePath);
    await removeStale(directory, codePath);
    return { codePath };
  } catch {
    return { code };
  }
}

/** Of the sources that may go into the bundle, and of the versions of every package. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const sources = await Promise.all(['workflows', join('src', 'domain')].map(filesBelow));
  const versions = (await exists(join(root, 'package-lock.json'))) ? 'package-lock.json' : 'package.json';
  for (const file of [join(root, versions), ...sources.flat().sort()]) {
    hash
      .update(relative(root, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}

async function filesBelow(directory: string): Promise<string[]> {
  const names = await readdir(join(root, directory), { recursive: true });
  return names.filter((it) => it.endsWith('.ts')).map((it) => join(root, directory, it));
}

/** What earlier sources left. Not the recent ones: another worker may be about to read its own. */
async function removeStale(directory: string, kept: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const file = join(directory, name);
    const { mtimeMs } = await stat(file);
    if (file !== kept && Date.now() - mtimeMs > STALE_AFTER_MS) await rm(file, { force: true });
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
