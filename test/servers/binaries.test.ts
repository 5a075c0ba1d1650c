import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { findBinary, findInstalledBinary } from '../../src/servers/binaries.ts';
import { catalogue } from '../../src/servers/catalogue.ts';
import { needs } from '../../src/servers/needs.ts';

describe('the servers that tests need', () => {
  it.each(needs('tests').required)('are there before the tests: %s', async (name) => {
    const binary = await findInstalledBinary(name);
    expect(binary).toEqual(await findBinary(name));
  });

  it('run with the environment that comes with them, HAProxy too', async () => {
    const { path, env, version } = await findBinary('haproxy');
    const { stdout } = await execa(path, ['-v'], { env });
    expect(stdout).toContain(version);
  });

  it('leave Temporal out for a demo that is told the address of one', () => {
    expect(needs('demo', {}).required).toContain('temporal');
    expect(needs('demo', { TEMPORAL_ADDRESS: '127.0.0.1:7233' }).required).not.toContain('temporal');
  });
});

describe('the catalogue', () => {
  const wheels = Object.values(catalogue)
    .flatMap(({ sources }) => sources)
    .filter((source) => source.kind === 'wheel');

  it.each(wheels)('pins $project to a version and to checksums', ({ version, sha256 }) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(sha256.length).toBeGreaterThan(0);
    for (const sum of sha256) expect(sum).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(Object.values(catalogue))('is documented: $title', async ({ variable, accepts, sources }) => {
    const text = await readFile('docs/servers.md', 'utf8');
    const row = text.split('\n').find((line) => line.includes(`\`${variable}\``) && line.startsWith('|'));
    if (accepts.from !== '0') expect(row).toContain(accepts.from);
    for (const source of sources)
      if (source.kind === 'wheel') expect(row).toContain(`${source.project}\` ${source.version}`);
    expect(row).toBeDefined();
  });
});
