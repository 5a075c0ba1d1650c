import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A project with our scripts whose one dependency lies beside it: `npm ci` there is real and needs no network. */
let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'pacer-project-'));
  for (const path of ['scripts', 'src/servers/lock.mjs'])
    await cp(path, join(project, path), { recursive: true });
  await mkdir(join(project, 'neighbour'));
  await writeJson('package.json', {
    name: 'probe',
    version: '1.0.0',
    dependencies: { neighbour: 'file:neighbour' },
  });
  await release('1.0.0');
});

afterEach(async () => {
  await rm(project, { recursive: true, force: true });
});

async function writeJson(name: string, content: object): Promise<void> {
  await writeFile(join(project, name), JSON.stringify(content));
}

/** Gives the dependency a version, and package-lock.json with it. */
async function release(version: string): Promise<void> {
  await writeJson('neighbour/package.json', { name: 'neighbour', version });
  const packages = {
    '': { name: 'probe', version: '1.0.0', dependencies: { neighbour: 'file:neighbour' } },
    neighbour: { version },
    'node_modules/neighbour': { resolved: 'neighbour', link: true },
  };
  await writeJson('package-lock.json', { name: 'probe', version: '1.0.0', lockfileVersion: 3, packages });
}

async function npm(...args: readonly string[]): Promise<void> {
  await execa('npm', [...args, '--no-audit', '--no-fund', '--offline'], { cwd: project, timeout: 60_000 });
}

async function prepare(): Promise<string> {
  const { all } = await execa('node', ['scripts/prepare.mjs'], { cwd: project, all: true, timeout: 60_000 });
  return all;
}

describe('scripts/prepare.mjs', () => {
  it('installs the node packages once and is silent the second time', async () => {
    expect(await prepare()).toBe('installing the node packages (npm ci): node_modules is missing');
    expect(await readFile(join(project, 'node_modules', '.pacer-lock'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(await prepare()).toBe('');
  });

  it('does not repeat what was installed by hand', async () => {
    await npm('install');
    expect(await prepare()).toBe('');
  });

  it('installs again when package-lock.json asks for something else', async () => {
    await prepare();
    await release('2.0.0');
    expect(await prepare()).toBe(
      'installing the node packages (npm ci): node_modules is not what package-lock.json says',
    );
  });

  it('installs once when two commands start at the same time', async () => {
    const said = await Promise.all([prepare(), prepare()]);
    expect(said.filter((line) => line !== '')).toHaveLength(1);
  });
});
