import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DemoSummary } from '../../src/demo/summary.ts';
import { eventually } from '../support/eventually.ts';
import { processesNaming } from '../support/sessions.ts';

const runTimeoutMs = 200_000;
const testTimeoutMs = runTimeoutMs + 20_000;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-demos-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const start = (...options: string[]) =>
  execa(process.execPath, ['--import', 'tsx', 'src/demo/main.ts', '--json', ...options], {
    reject: false,
    timeout: runTimeoutMs,
    env: { TMPDIR: dir },
  });

/** The demo to its end, with what it says on its last line. */
async function run(...options: string[]) {
  const { stdout, stderr, exitCode } = await start(...options);
  expect(stdout, stderr).not.toBe('');
  return { summary: JSON.parse(stdout.split('\n').at(-1) ?? '') as DemoSummary, stderr, exitCode };
}

async function expectNothingLeft(): Promise<void> {
  // tsx keeps a cache of its own there.
  expect((await readdir(dir)).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
  expect(await processesNaming(dir)).toEqual([]);
}

test(
  'a release under load ends released, without a failed request and with nothing left',
  async () => {
    const { summary, stderr, exitCode } = await run();
    expect(summary, stderr).toMatchObject({
      outcome: 'released',
      failed: 0,
      serving: { appId: '/shop-b', instances: 3 },
    });
    expect(summary.requests).toBeGreaterThan(1_000);
    expect(Object.keys(summary.byVersion).sort()).toEqual(['v1', 'v2']);
    expect(new Set(summary.steps.map((it) => it.step))).toEqual(new Set([1, 2, 3, 5, 6, 7, 8, 9, 11]));
    expect(exitCode).toBe(0);
    await expectNothingLeft();
  },
  testTimeoutMs,
);

test(
  'a bad version is rolled back, and only its own answers failed',
  async () => {
    const { summary, stderr, exitCode } = await run('--bad');
    expect(summary, stderr).toMatchObject({
      outcome: 'rolled-back',
      serving: { appId: '/shop-a', instances: 3 },
    });
    expect(summary.cause).toContain('share of answers that are 5xx');
    expect(summary.failedByBadVersion).toBeGreaterThan(0);
    expect(summary.failed).toBe(summary.failedByBadVersion);
    expect(exitCode).toBe(0);
    await expectNothingLeft();
  },
  testTimeoutMs,
);

test(
  'a release goes on after its worker was killed, without a failed request',
  async () => {
    const { summary, stderr, exitCode } = await run('--kill-worker');
    expect(stderr).toMatch(/Killed the worker .* with signal 9/);
    expect(stderr).toMatch(/Started a new worker/);
    expect(summary, stderr).toMatchObject({ outcome: 'released', failed: 0 });
    expect(exitCode).toBe(0);
    await expectNothingLeft();
  },
  testTimeoutMs,
);

test(
  'a canary gets the shares that were asked for and is released, though its worker was killed',
  async () => {
    const { summary, stderr, exitCode } = await run('--canary', '--kill-worker');
    expect(stderr).toMatch(/Started a new worker/);
    expect(stderr).toMatch(/canary: map \d+\.00 %, measured \d+\.\d % of the last \d+ requests/);
    expect(summary, stderr).toMatchObject({
      outcome: 'released',
      failed: 0,
      serving: { appId: '/shop-b', instances: 3 },
    });
    const levels = summary.canary?.levels ?? [];
    expect(levels.map(({ map }) => map)).toEqual([0, 5, 25, 50, 100]);
    for (const { map, measured = -1, requests } of levels) {
      const deviation = 100 * Math.sqrt(((map / 100) * (1 - map / 100)) / requests);
      expect(Math.abs(measured - map), stderr).toBeLessThanOrEqual(4.5 * deviation + 0.01);
    }
    expect(levels.slice(1, 4).map(({ asked }) => asked)).toEqual([5, 25, 50]);
    expect(exitCode).toBe(0);
    await expectNothingLeft();
  },
  testTimeoutMs,
);

test(
  'a canary that turns bad falls back, and says by which check and from which weight',
  async () => {
    const { summary, stderr, exitCode } = await run('--canary', '--bad');
    expect(summary, stderr).toMatchObject({
      outcome: 'rolled-back',
      serving: { appId: '/shop-a', instances: 3 },
    });
    const { levels, fellBackFrom, check } = summary.canary!;
    expect(levels.at(-1)?.map).toBe(0);
    expect([5, 25, 50]).toContain(fellBackFrom);
    expect(['success-rate', 'median latency']).toContain(check?.name);
    expect(summary.failedByBadVersion).toBeGreaterThan(0);
    expect(summary.failed).toBe(summary.failedByBadVersion);
    expect(exitCode).toBe(0);
    await expectNothingLeft();
  },
  testTimeoutMs,
);

test(
  'ended by SIGTERM in the middle it leaves nothing behind',
  async () => {
    const demo = start();
    let told = '';
    demo.stderr.on('data', (text) => (told += String(text)));
    await eventually(() => {
      expect(told).toContain('Releasing the second version');
    }, 120_000);
    demo.kill('SIGTERM');
    expect((await demo).exitCode).toBe(143);
    await expectNothingLeft();
  },
  testTimeoutMs,
);
