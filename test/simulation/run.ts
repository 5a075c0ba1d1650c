import type { Outcome } from '../../src/domain/outcome.ts';
import { EPOCH_MS } from './clock.ts';
import { hasReleased, problemsAtEnd, runningReleases, stuckWorkflows } from './ending.ts';
import { happen } from './happen.ts';
import { aPerson, type Person } from './person.ts';
import { specOf, type Schedule } from './schedule.ts';
import { MAIN, onStage, SETTLE_MS, type Spoil, type Stage } from './stage.ts';
import { isRunning, type Ending } from './temporal/execution.ts';
import { watchUsers, type Users } from './users.ts';

export interface Run {
  readonly violations: readonly string[];
  /** What it came to, by name: outcomes, states, faults. */
  readonly reached: ReadonlyMap<string, number>;
  readonly lastedMs: number;
  /** One line for each thing that happened in Temporal: the same for the same schedule. */
  readonly trace: readonly string[];
}

const PERSON_EVERY_MS = 10_000;
/** Whatever the schedule, with somebody who says what is to be said. */
const LONGEST_RUN_MS = 1_200_000;

/** Runs a schedule from the first release to the one after it, and says what was not as it has to be. */
export function simulate(schedule: Schedule, spoil?: Spoil): Promise<Run> {
  const play = (stage: Stage): Promise<Run> => new Simulation(stage).play();
  return onStage(schedule, play, spoil === undefined ? {} : { spoil });
}

class Simulation {
  readonly #stage: Stage;
  readonly #users: Users;
  readonly #person: Person;
  /** Nothing of the schedule happens any more. */
  #isCalm = false;

  constructor(stage: Stage) {
    const { world, clock, temporal, schedule } = stage;
    this.#stage = stage;
    this.#users = watchUsers(
      world,
      clock,
      schedule,
      () => !isRunning(temporal.find(MAIN)),
      () => hasReleased(temporal),
    );
    this.#person = aPerson(temporal);
    stage.onInstant = () => {
      this.#users.look();
    };
  }

  async play(): Promise<Run> {
    const stage = this.#stage;
    await stage.beginWithBlue();
    const violations = [...(await this.#first()), ...(await this.#next())];
    const all = [
      ...violations,
      ...this.#users.violations,
      ...this.#person.violations,
      ...stuckWorkflows(stage.temporal),
    ];
    for (const state of this.#person.states) stage.reached(`state ${state}`);
    return {
      violations: [...new Set(all)],
      reached: stage.counts,
      lastedMs: stage.clock.now() - EPOCH_MS,
      trace: this.#trace(),
    };
  }

  /** The release of the schedule with all that happens to it. */
  async #first(): Promise<string[]> {
    const stage = this.#stage;
    const { procedure, green, moments } = stage.schedule;
    stage.temporal.start(procedure, MAIN, [specOf(stage.schedule, 'v2', green.acts)]);
    for (const moment of moments)
      stage.in(moment.atMs, async () => {
        if (!this.#isCalm) await happen(stage, moment);
      });
    const lastMs = Math.max(0, ...moments.map((it) => it.atMs));
    const endMs = stage.clock.now() + LONGEST_RUN_MS;
    this.#lookIn(PERSON_EVERY_MS, lastMs);
    const isOver = (): boolean => runningReleases(stage.temporal).length === 0;
    while (!isOver() && stage.clock.now() < endMs && stuckWorkflows(stage.temporal).length === 0)
      await stage.until(isOver, PERSON_EVERY_MS);
    for (const run of stage.temporal.runs)
      if (run.ending !== undefined) this.#countEnding(run.type, run.ending);
    const running = runningReleases(stage.temporal);
    return running.length === 0
      ? []
      : [`${running.join(', ')} did not end within twenty minutes: ${this.#person.last}`];
  }

  /** A limit that docs/limits.md states: of a first version that never became healthy a person ends the deployment. */
  #waitsForFirst(ending: Ending): boolean {
    const { blue } = this.#stage.schedule;
    return blue === 0 && ending.kind === 'failed' && ending.error.message.includes('waited for deployment');
  }

  /** Whoever comes next is not locked out, and leaves everything in order. */
  async #next(): Promise<string[]> {
    const stage = this.#stage;
    if (stuckWorkflows(stage.temporal).length > 0 || runningReleases(stage.temporal).length > 0) return [];
    this.#isCalm = true;
    const { world } = stage;
    world.down.clear();
    world.prometheus = 'good';
    stage.temporal.unmute();
    await stage.until(() => false, SETTLE_MS);
    const quick = { batches: { percent: 100 }, bake: { duration: '0s' } };
    const green = { acts: 'good', instances: 1 } as const;
    const plain: Schedule = { ...stage.schedule, procedure: 'blueGreen', spec: quick, green };
    const begun = stage.temporal.start('blueGreen', 'release-2', [specOf(plain, 'v3', 'good')])!;
    const isOver = (): boolean => begun.ending !== undefined || begun.stuck !== undefined;
    for (let waited = 0; waited < 60 && !isOver(); waited += 1) await stage.until(isOver, PERSON_EVERY_MS);
    if (begun.ending === undefined) return ['the next release did not end within ten minutes'];
    if (this.#waitsForFirst(begun.ending)) return [];
    if (begun.ending.kind !== 'completed')
      return [
        `the next release ended as ${begun.ending.kind}: ${begun.ending.kind === 'failed' ? begun.ending.error.message : ''}`,
      ];
    const outcome = begun.ending.result as Outcome;
    if (outcome.kind !== 'released')
      return [`the next release was ${outcome.kind}: ${outcome.cause?.message ?? outcome.summary}`];
    await stage.until(() => false, SETTLE_MS);
    return problemsAtEnd(world, stage.temporal, outcome);
  }

  #lookIn(everyMs: number, firstMs: number): void {
    this.#stage.in(firstMs + everyMs, () => {
      this.#lookIn(everyMs, 0);
      return this.#person.look();
    });
  }

  #countEnding(
    type: string,
    ending: { readonly kind: string; readonly result?: unknown; readonly error?: Error },
  ): void {
    if (type !== 'blueGreen' && type !== 'canary') return;
    const outcome = ending.result as Outcome | undefined;
    const cause = outcome?.cause === undefined ? '' : ` (${outcome.cause.kind})`;
    const failed = (ending.error as { type?: string } | undefined)?.type;
    if (failed === 'InvalidInput') this.#stage.reached(`refused ${ending.error?.message ?? ''}`);
    this.#stage.reached(
      `outcome ${outcome?.kind ?? ending.kind}${cause}${failed === undefined ? '' : ` ${failed}`}`,
    );
  }

  #trace(): string[] {
    return this.#stage.temporal.runs.flatMap((run) => [
      `${run.runId} ${run.type} ${run.workflowId} ${run.ending?.kind ?? 'runs'} after ${run.sandbox.turns.length} tasks`,
      ...run.sandbox.turns.map(
        (turn) =>
          `${turn.atMs - EPOCH_MS} ${turn.jobs.map(nameOf).join(',')} -> ${turn.commands.map(nameOf).join(',')}`,
      ),
    ]);
  }
}

const nameOf = (it: object): string =>
  Object.entries(it).find(([, value]) => value != null && typeof value === 'object')?.[0] ?? '';
