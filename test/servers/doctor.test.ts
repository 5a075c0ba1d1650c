import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const report = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['found', 'installable', 'missing']),
      version: z.string().optional(),
      path: z.string().optional(),
      note: z.string(),
    }),
  ),
});

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pacer-doctor-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function program(name: string, output: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, `#!/bin/sh\necho "${output}"\n`);
  await chmod(path, 0o755);
  return path;
}

/** The doctor on a machine where only the given programs are: no PATH but ours, no cache. */
async function doctor(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { stdout, exitCode } = await execa(
    process.execPath,
    ['--import', 'tsx', 'src/servers/doctor.ts', ...args],
    {
      env: { PATH: directory, PACER_CACHE: join(directory, 'cache'), ...env },
      extendEnv: false,
      reject: false,
      timeout: 60_000,
    },
  );
  return { stdout, exitCode };
}

async function findings(env: Readonly<Record<string, string>> = {}) {
  const { stdout, exitCode } = await doctor(['--json'], env);
  const { ok, findings: all } = report.parse(JSON.parse(stdout));
  return { ok, exitCode, of: (name: string) => all.find((finding) => finding.name === name) };
}

async function everythingRequired(): Promise<Readonly<Record<string, string>>> {
  return {
    TEMPORAL_CLI_PATH: await program('temporal-cli', 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)'),
    PACER_HAPROXY: await program('balancer', 'HAProxy version 2.8.25-5cf5d0683 2026/06/26'),
    PACER_PROMETHEUS: await program('metrics', 'prometheus, version 2.42.0+ds (branch: debian/sid)'),
  };
}

describe('npm run doctor', () => {
  it('tells for each server the path, the version and where it came from', async () => {
    const env = await everythingRequired();
    const { ok, exitCode, of } = await findings(env);
    expect({ ok, exitCode }).toEqual({ ok: true, exitCode: 0 });
    expect(of('temporal')).toMatchObject({
      version: '1.9.1',
      path: env['TEMPORAL_CLI_PATH'],
      note: 'TEMPORAL_CLI_PATH',
    });
    expect(of('haproxy')).toMatchObject({ version: '2.8.25', state: 'found', note: 'PACER_HAPROXY' });
    expect(of('prometheus')).toMatchObject({ version: '2.42.0', state: 'found', note: 'PACER_PROMETHEUS' });
    expect(of('node')).toMatchObject({ version: process.versions.node, state: 'found' });
  });

  it('ends with 1 and says what to install when something required is missing', async () => {
    const env = {
      ...(await everythingRequired()),
      PACER_PROMETHEUS: await program('old', 'prometheus, version 2.1.0'),
    };
    const { ok, exitCode, of } = await findings(env);
    expect({ ok, exitCode }).toEqual({ ok: false, exitCode: 1 });
    expect(of('prometheus')).toMatchObject({ state: 'missing' });
    expect(of('prometheus')?.note).toContain(
      'is 2.1.0 and not 2.30 or later: install Prometheus 2.30 or later',
    );
  });

  it('says that Temporal is not answering at TEMPORAL_ADDRESS', async () => {
    const { of } = await findings({ ...(await everythingRequired()), TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(of('temporal')).toMatchObject({ state: 'missing', path: '127.0.0.1:1' });
    expect(of('temporal')?.note).toContain('nothing listens there');
  });

  it('prints a table for people, with a sentence for each that is missing', async () => {
    const { stdout } = await doctor([], await everythingRequired());
    expect(stdout).toMatch(/^haproxy +2\.8\.25 +PACER_HAPROXY +\//m);
    expect(stdout).toMatch(/^tctl \(optional\): .*install Go 1\.23 or later/m);
  });
});
