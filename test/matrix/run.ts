import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { observe, type Observed, type Observer } from '../support/observer.ts';
import { startReceiver } from '../support/receiver.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';
import { type Cell } from './cells.ts';
import { kills as killsOf, type Killed, type Kills } from './kills.ts';
import { stageOf, type Played, type Scenario } from './stage.ts';
import { startWorkers, type Workers } from './workers.ts';

export interface MatrixSettings {
  readonly scenarios: readonly Scenario[];
  readonly cells: readonly Cell[];
  readonly random: () => number;
  /** Scenarios at a time: one death hits all of them. */
  readonly atOnce: number;
  /** A cell that has not been reached after so many releases is not reached. */
  readonly passes: number;
  /** No release begins and no worker dies after so long. */
  readonly minutes: number;
  readonly say: (line: string) => void;
}

export interface Pass {
  readonly scenario: string;
  readonly pass: number;
  readonly killed: readonly Killed[];
  readonly violations: readonly string[];
  readonly observed: Observed;
  readonly seconds: number;
}

export interface MatrixResult {
  readonly passes: readonly Pass[];
  readonly killed: readonly Killed[];
  readonly missing: readonly Cell[];
  readonly deaths: number;
  /** Pairs that were seen to run. */
  readonly seen: ReadonlySet<string>;
}

/** Plays scenarios, under load and observed, until each cell was hit once, on servers of its own. */
export async function runMatrix(settings: MatrixSettings): Promise<MatrixResult> {
  const { scenarios, cells, random, say } = settings;
  const dir = await mkdtemp(join(tmpdir(), 'pacer-matrix-'));
  const receiver = await startReceiver();
  const env = { PACER_NOTIFICATIONS__audit__url: receiver.urlOf('audit') };
  const world = await aWorld(
    scenarios.map((it) => it.name),
    { env },
  );
  const kills = killsOf(cells, random);
  const active = { count: 0 };
  let workers: Workers | undefined;
  try {
    await Promise.all(scenarios.map((it) => serveFirst(world, it)));
    await world.worker.stop();
    workers = startWorkers({
      dir,
      env: { ...world.stack.env, ...env },
      kills,
      scenarioOf: (workflowId, service) => scenarioOf(scenarios, workflowId, service),
      active: () => active.count,
      say,
    });
    await workers.ready();
    say(`${cells.length} cells, ${scenarios.length} scenarios, workers' log ${join(dir, 'workers.log')}`);
    const passes = await playAll(settings, world, kills, active);
    const missing = scenarios.flatMap((it) => kills.left(it.name));
    return { passes, killed: kills.killed, missing, deaths: workers.deaths(), seen: kills.seen };
  } catch (error) {
    // Told at once: what follows is the end of everything, and may fail, too.
    say(`the run breaks off: ${String(error)}`);
    throw error;
  } finally {
    await workers?.stop();
    await world.end();
    await receiver.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function serveFirst(world: World, { name, instances }: Scenario): Promise<void> {
  if (instances === 0) return;
  const stage = stageOf(world, name, 0, () => undefined);
  const spec = aSpec(name, { version: 'v1', instances, spec: { bake: { duration: '0s' } } });
  const outcome = await stage.outcomeOf(await stage.start(spec));
  if (outcome.kind !== 'released') throw new Error(`${name}: v1 ends ${outcome.kind}: ${outcome.summary}`);
}

function scenarioOf(
  scenarios: readonly Scenario[],
  workflowId: string,
  service: string | undefined,
): string | undefined {
  const words = workflowId.split(/[-/]/);
  return scenarios.find(({ name }) => name === service || words.includes(name))?.name;
}

async function playAll(
  settings: MatrixSettings,
  world: World,
  kills: Kills,
  active: { count: number },
): Promise<readonly Pass[]> {
  const passes: Pass[] = [];
  const last = new Map<string, Observer>();
  const ahead = [...settings.scenarios];
  const untilMs = performance.now() + settings.minutes * 60_000;
  const late = setTimeout(() => {
    kills.close();
  }, settings.minutes * 60_000);
  const lane = async (): Promise<void> => {
    for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
      active.count += 1;
      for (
        let pass = 1;
        pass <= settings.passes && kills.left(next.name).length > 0 && performance.now() < untilMs;
        pass += 1
      ) {
        const { played, observer } = await playOnce(world, kills, next, pass);
        passes.push(played);
        last.set(next.name, observer);
        settings.say(lineOf(played));
      }
      kills.open(next.name, false);
      active.count -= 1;
    }
  };
  await Promise.all(Array.from({ length: settings.atOnce }, lane));
  clearTimeout(late);
  await Promise.all(
    [...last].map(async ([name, observer]) => {
      const violations = await observer.nextReleaseStarts();
      const found = passes.findLastIndex((it) => it.scenario === name);
      const of = passes[found];
      if (of !== undefined) passes[found] = { ...of, violations: [...of.violations, ...violations] };
      for (const it of violations) settings.say(`${name}: ${it}`);
    }),
  );
  return passes;
}

async function playOnce(
  world: World,
  kills: Kills,
  scenario: Scenario,
  pass: number,
): Promise<{ played: Pass; observer: Observer }> {
  const { name, instances, hasUsers = true, play } = scenario;
  const begunMs = performance.now();
  const before = kills.killed.length;
  kills.open(name, false);
  const users = hasUsers ? { floor: instances } : { floor: 0, urls: [] };
  const observer = await observe({ world, service: name, ratePerSecond: 8, ...users });
  const stage = stageOf(world, name, pass, () => {
    kills.open(name, true);
  });
  const violations: string[] = [];
  const played: Played = await play(stage).catch((error: unknown) => {
    violations.push(`stuck: ${String(error)}`);
    return {};
  });
  kills.open(name, false);
  const { outcome, expected } = played;
  const observed = await observer.end(outcome);
  violations.push(...observed.violations);
  if (expected !== undefined && outcome?.kind !== expected)
    violations.push(
      `end: ${outcome?.kind ?? 'no outcome'} instead of ${expected}: ${outcome?.cause?.message ?? outcome?.summary ?? ''}`,
    );
  const killed = kills.killed.slice(before).filter((it) => it.scenario === name);
  const seconds = Math.round((performance.now() - begunMs) / 1_000);
  return { played: { scenario: name, pass, killed, violations, observed, seconds }, observer };
}

function lineOf({ scenario, pass, killed, violations, observed, seconds }: Pass): string {
  const where = killed.map((it) => `${it.activity} ${it.moment}`).join(', ');
  const said = violations.length === 0 ? 'ok' : `\n  ${violations.slice(0, 12).join('\n  ')}`;
  return `${scenario} ${pass}: ${killed.length} deaths (${where}), ${observed.requests} requests, ${observed.failed} failed, lowest ${observed.lowestHealthy}, ${observed.unread}/${observed.samples} unread, ${seconds} s: ${said}`;
}
