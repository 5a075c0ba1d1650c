import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../src/servers/lock.mjs';

let directory: string;
let lock: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pacer-lock-'));
  lock = join(directory, 'lock');
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function heldBy(pid: number): Promise<void> {
  await mkdir(lock);
  await writeFile(join(lock, 'owner.json'), JSON.stringify({ pid, host: hostname(), token: 'theirs' }));
}

describe('the installation lock', () => {
  it('lets one at a time work', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await writeFile(join(directory, 'work'), 'takes a moment');
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(lock, 30_000, work)));
    expect(most).toBe(1);
  });

  it('is free again after work that failed', async () => {
    const failing = withLock(lock, 1_000, () => Promise.reject(new Error('no network')));
    await expect(failing).rejects.toThrow('no network');
    await expect(withLock(lock, 1_000, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('is taken over from a process that died', async () => {
    const { pid } = await execa('node', ['--eval', 'process.stdout.write(String(process.pid))']).then(
      ({ stdout }) => ({
        pid: Number(stdout),
      }),
    );
    await heldBy(pid);
    await expect(withLock(lock, 5_000, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('is not taken from a process that lives: the wait ends with what to do', async () => {
    await heldBy(process.pid);
    await expect(withLock(lock, 300, () => Promise.resolve('done'))).rejects.toThrow(
      `another process has held ${lock} for 0.3 s: wait for it, or remove that directory if none runs`,
    );
  });
});
