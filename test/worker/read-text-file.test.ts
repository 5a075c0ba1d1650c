import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTextFile } from '../../src/worker/read-text-file.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-text-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(dir, 'file');
  await writeFile(path, text);
  return path;
}

describe('a text file', () => {
  it('is read up to its limit, and beyond that refused by name, size and limit', async () => {
    expect(await readTextFile(await file('ä'.repeat(1_024)), 2_048)).toBe('ä'.repeat(1_024));
    expect(await readTextFile(await file(''))).toBe('');
    const path = await file('x'.repeat(5_000_000));
    await expect(readTextFile(path)).rejects.toThrow(
      `${path} has 4,883 KiB, and at most 256 KiB are read: is it the file that you mean?`,
    );
  });

  it('that does not tell its size is read no further', async () => {
    await expect(readTextFile('/dev/zero')).rejects.toThrow(
      '/dev/zero goes on beyond that, and at most 256 KiB are read',
    );
    expect(await readTextFile('/dev/null')).toBe('');
  });

  it('that is none is refused in the words of the system', async () => {
    await expect(readTextFile(dir)).rejects.toThrow('EISDIR');
    await expect(readTextFile(join(dir, 'none'))).rejects.toThrow('ENOENT');
  });
});
