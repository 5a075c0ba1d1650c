import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndUnpack } from './debian.ts';
import { runs } from './runs.ts';

/**
 * The arguments that make python3 be pip. Debian and Ubuntu have Python without pip: then their package of it is
 * unpacked into `directory`, for this time only. Throws what apt said.
 */
export async function pipArguments(directory: string): Promise<readonly string[]> {
  if (await runs('python3', ['-m', 'pip', '--version'])) return ['-m', 'pip'];
  await downloadAndUnpack('python3-pip-whl', directory);
  const wheels = join(directory, 'usr', 'share', 'python-wheels');
  const wheel = (await readdir(wheels)).find((file) => file.startsWith('pip-'));
  if (wheel === undefined) throw new Error('the package python3-pip-whl holds no pip');
  // A wheel is an archive that Python can run a package of.
  return [join(wheels, wheel, 'pip')];
}
