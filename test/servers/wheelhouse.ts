import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Listing, WheelSource } from '../../src/servers/catalogue.ts';

/** A directory with one real wheel from which pip installs, and an empty cache; both end with `remove`. */
export interface Wheelhouse {
  readonly wheel: string;
  readonly source: WheelSource;
  readonly listing: Listing;
  /** For a process that should see this wheelhouse and this cache only. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function buildWheelhouse(): Promise<Wheelhouse> {
  const directory = await mkdtemp(join(tmpdir(), 'pacer-wheelhouse-'));
  const wheel = join(directory, 'pacer_probe-1.2.3-py3-none-any.whl');
  await writeFiles(join(directory, 'content'), {
    'pacer_probe-1.2.3.data/scripts/pacer-probe': '#!/bin/sh\necho "pacer-probe 1.2.3"\n',
    'pacer_probe-1.2.3.dist-info/METADATA': 'Metadata-Version: 2.1\nName: pacer-probe\nVersion: 1.2.3\n',
    'pacer_probe-1.2.3.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'pacer_probe-1.2.3.dist-info/RECORD': '',
  });
  const parts = ['pacer_probe-1.2.3.data', 'pacer_probe-1.2.3.dist-info'];
  await execa('python3', ['-m', 'zipfile', '-c', wheel, ...parts], { cwd: join(directory, 'content') });
  const source: WheelSource = {
    kind: 'wheel',
    project: 'pacer-probe',
    version: '1.2.3',
    megabytes: 1,
    sha256: [await sha256(wheel)],
    binary: 'pacer_probe-1.2.3.data/scripts/pacer-probe',
  };
  return {
    wheel,
    source,
    listing: listingOf(source),
    env: { PIP_NO_INDEX: '1', PIP_FIND_LINKS: directory, PACER_CACHE: join(directory, 'cache') },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

function listingOf(source: WheelSource): Listing {
  return {
    title: 'Probe',
    purpose: 'a test',
    variable: 'PACER_PROBE',
    command: 'pacer-probe',
    version: { args: [], pattern: /^pacer-probe (\d+\.\d+\.\d+)/ },
    accepts: { from: '1.2' },
    sources: [source],
    remedy: 'install the probe',
  };
}

async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
