import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
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
const STAND_MS = 800;

interface Ordered {
  readonly cell: Cell;
  readonly workflowId: string;
}

/** One worker at work and a spare one beside it, which takes over at once when the first is killed. */
export function startWorkers(settings: WorkersSettings): Workers {
  const { dir, kills, scenarioOf, active, say } = settings;
  const deathsFile = join(dir, 'deaths');
  closeSync(openSync(deathsFile, 'a'));
  let stopping = false;
  let deaths = 0;
  let spare = load(settings, deathsFile);
  let present = employ(spare);
  spare = load(settings, deathsFile);

  function employ(child: ChildProcess): { readonly child: ChildProcess; readonly ready: Promise<void> } {
    const ordered = new Map<number, Ordered>();
    const standing = new Set<number>();
    const tell = (message: ToWorker): void => void child.send(message);
    const ready = new Promise<void>((resolve) => {
      child.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'begins') begins(message, ordered, tell);
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
      settle(child, ordered, standing);
      present = employ(spare);
      spare = load(settings, deathsFile);
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
    const cell = scenario === undefined ? undefined : kills.order(scenario, activity, workflowId);
    if (cell !== undefined) ordered.set(id, { cell, workflowId });
    const change = cell !== undefined && mustChange(cell);
    tell({ kind: 'die-at', id, moment: cell?.moment ?? 'never', change });
  }

  function settle(child: ChildProcess, ordered: Map<number, Ordered>, standing: ReadonlySet<number>): void {
    const now = Date.now();
    const hit: string[] = [];
    const acted = readFileSync(deathsFile, 'utf8').split('\n');
    for (const [id, { cell, workflowId }] of ordered) {
      if (standing.has(id) || acted.includes(`${child.pid} ${id}`)) {
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
      await Promise.all([present.child, spare].map(end));
    },
  };
}

function load({ dir, env }: WorkersSettings, deathsFile: string): ChildProcess {
  const log = openSync(join(dir, 'workers.log'), 'a');
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env, MATRIX_DEATHS: deathsFile },
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
