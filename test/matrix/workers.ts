import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cell } from './cells.ts';
import { mustChange, type Kills } from './kills.ts';
import type { FromWorker, ToWorker } from './messages.ts';

export interface WorkersSettings {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly kills: Kills;
  /** Whose activity it is; undefined: of none of the scenarios. */
  readonly scenarioOf: (workflowId: string, service: string | undefined) => string | undefined;
  readonly say: (line: string) => void;
  /** How many scenarios run at the moment: as many activities may stand side by side. */
  readonly active: () => number;
}

export interface Workers {
  readonly deaths: () => number;
  /** Resolves when the present worker polls. */
  readonly ready: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** An activity that stands waits so long for those of other releases, so that one death hits several. */
const STAND_MS = 2_000;
/** After each death the releases get somewhere, also those whose turn to die has not come. */
const QUIET_MS = 6_000;

/** Loaded, and not at work: whoever takes over does so at once. */
const SPARES = 2;

interface Ordered {
  readonly cell: Cell;
  readonly workflowId: string;
}

/** One worker at work and spare ones beside it, of which one takes over at once when the first is killed. */
export function startWorkers(settings: WorkersSettings): Workers {
  const { kills, scenarioOf, active, say } = settings;
  let stopping = false;
  let deaths = 0;
  let quietUntilMs = Infinity;
  const spares = Array.from({ length: SPARES }, () => load(settings));
  let present = employ(load(settings));

  function employ(child: ChildProcess): { readonly child: ChildProcess; readonly ready: Promise<void> } {
    const ordered = new Map<number, Ordered>();
    const standing = new Set<number>();
    const tell = (message: ToWorker): void => void child.send(message);
    const ready = new Promise<void>((resolve) => {
      child.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') {
          quietUntilMs = performance.now() + QUIET_MS;
          resolve();
        } else if (message.kind === 'begins') begins(message, ordered, tell);
        else if (message.kind === 'stands') stands(message.id);
        else forget(message.id);
      });
    });
    const forget = (id: number): void => {
      const it = ordered.get(id);
      if (it !== undefined) kills.missed(it.cell);
      ordered.delete(id);
    };
    const kill = (): void => void child.kill('SIGKILL');
    const stands = (id: number): void => {
      standing.add(id);
      if (standing.size === 1) setTimeout(kill, STAND_MS);
      if (standing.size >= active()) kill();
    };
    child.once('exit', () => {
      if (stopping) return;
      deaths += 1;
      quietUntilMs = Infinity;
      settle(ordered, standing);
      present = employ(spares.shift() ?? load(settings));
      spares.push(load(settings));
    });
    tell({ kind: 'go' });
    return { child, ready };
  }

  function begins(
    { id, activity, workflowId, service }: Extract<FromWorker, { kind: 'begins' }>,
    ordered: Map<number, Ordered>,
    tell: (message: ToWorker) => void,
  ): void {
    const scenario = scenarioOf(workflowId, service);
    if (scenario !== undefined) kills.begun(scenario, activity, workflowId);
    const isQuiet = performance.now() < quietUntilMs;
    const waits = scenario === undefined || (isQuiet && kills.isEarly(scenario));
    const cell = waits ? undefined : kills.order(scenario, activity, workflowId);
    if (cell !== undefined) ordered.set(id, { cell, workflowId });
    const change = cell !== undefined && mustChange(cell);
    tell({ kind: 'die-at', id, moment: cell?.moment ?? 'never', change });
  }

  function settle(ordered: Map<number, Ordered>, standing: ReadonlySet<number>): void {
    const now = Date.now();
    const hit: string[] = [];
    for (const [id, { cell, workflowId }] of ordered) {
      if (standing.has(id)) {
        kills.died(cell, workflowId, now);
        hit.push(`${cell.scenario} ${cell.activity} ${cell.moment}`);
      } else kills.missed(cell);
    }
    say(`${new Date(now).toISOString()} death ${deaths}: ${hit.join(', ')}`);
  }

  return {
    deaths: () => deaths,
    ready: () => present.ready,
    stop: async () => {
      stopping = true;
      await Promise.all([present.child, ...spares].map(end));
    },
  };
}

function load({ dir, env }: WorkersSettings): ChildProcess {
  const log = openSync(join(dir, 'workers.log'), 'a');
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
