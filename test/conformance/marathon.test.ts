import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';

/**
 * The suite was recorded from the real Marathon: what it must do, hazards that a client has to survive, and quirks.
 * Its scenarios are independent and mostly wait: they run side by side.
 */

type Check = readonly [level: 'must' | 'hazard' | 'quirk', name: string, passed: boolean, detail: string];
type Results = Readonly<Record<string, { readonly checks: readonly Check[] }>>;

const SUITE = join(import.meta.dirname, 'marathon', 'suite.py');
const RECORDED = JSON.parse(
  readFileSync(join(import.meta.dirname, 'marathon', 'recorded', 'results.json'), 'utf8'),
) as Results;

/** Those that take longest come first. */
const LONGEST_FIRST = Object.entries(RECORDED)
  .map(([name]) => name)
  .sort((a, b) => weight(a) - weight(b));
const AT_A_TIME = 6;
const SCENARIO_TIMEOUT_MS = 240_000;
const AUTH_USER = 'alice:s3cret';

const run = promisify(execFile);
const outcomes = new Map<string, Promise<readonly Check[]>>();
let directory: string;
let shared: LocalMarathon;
/** The scenario `events` looks at the first events of all apps: it has a server to itself. */
let quiet: LocalMarathon;
let guarded: LocalMarathon;

beforeAll(async () => {
  await requirePython();
  directory = await mkdtemp(join(tmpdir(), 'marathon-conformance-'));
  const stateDir = (name: string): string => join(directory, name, 'state');
  shared = await startLocalMarathon({ stateDir: stateDir('shared') });
  quiet = await startLocalMarathon({ stateDir: stateDir('quiet') });
  const [user = '', password = ''] = AUTH_USER.split(':');
  guarded = await startLocalMarathon({ stateDir: stateDir('guarded'), basicAuth: { user, password } });
  startAll();
});

afterAll(async () => {
  await Promise.allSettled(outcomes.values());
  await Promise.all([shared, quiet, guarded].map((it) => it.stop()));
  await rm(directory, { recursive: true });
});

describe('the conformance suite recorded from Marathon 1.11.26', () => {
  it.each(LONGEST_FIRST)(
    'passes every must and hazard of "%s"',
    async (name) => {
      const checks = await outcomes.get(name);
      const failed = checks?.filter(([level, , passed]) => level !== 'quirk' && !passed);
      expect(failed).toEqual([]);
      expect(checks?.length).toBe(expectedCount(name));
    },
    SCENARIO_TIMEOUT_MS,
  );
});

/** So that a check which is not reached cannot pass. */
function expectedCount(name: string): number | undefined {
  return RECORDED[name]?.checks.length;
}

function startAll(): void {
  const waiting = [...LONGEST_FIRST];
  const resolvers = new Map<string, (checks: Promise<readonly Check[]>) => void>();
  for (const name of waiting) {
    const outcome = new Promise<readonly Check[]>((resolve) => resolvers.set(name, resolve));
    outcome.catch(() => undefined);
    outcomes.set(name, outcome);
  }
  const next = async (): Promise<void> => {
    const name = waiting.shift();
    if (name === undefined) return;
    const checks = runScenario(name);
    resolvers.get(name)?.(checks);
    await checks.catch(() => undefined);
    await next();
  };
  for (let lane = 0; lane < AT_A_TIME; lane += 1) void next();
}

async function runScenario(name: string): Promise<readonly Check[]> {
  const out = join(directory, name);
  const { url } = name === 'events' ? quiet : shared;
  const args = [SUITE, url, out, '--only', name, '--auth-base', guarded.url, '--auth-user', AUTH_USER];
  // It exits with 1 when a must failed; what failed is in its results.
  await run('python3', args, { timeout: SCENARIO_TIMEOUT_MS }).catch(() => undefined);
  const results = JSON.parse(await readFile(join(out, 'results-only.json'), 'utf8')) as Results;
  return results[name]?.checks ?? [];
}

async function requirePython(): Promise<void> {
  try {
    await run('python3', ['--version']);
  } catch (cause) {
    throw new Error('The conformance suite is written in Python: install python3 (3.8 or later).', { cause });
  }
}

function weight(name: string): number {
  const order = ['kill_repeat_running', 'kill_concurrent', 'health', 'events', 'deployments', 'kill_scale'];
  const place = order.indexOf(name);
  return place === -1 ? order.length : place;
}
