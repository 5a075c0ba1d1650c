import { createActivities, type Activities } from '../../activities/index.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { createClock, takeOver, EPOCH_MS, type Clock } from './clock.ts';
import { problemsAtEnd, runningReleases, stuckWorkflows } from './ending.ts';
import { happen, MAIN, type Stage } from './happen.ts';
import { aPerson, type Person } from './person.ts';
import { randomOf } from '../support/random.ts';
import { specOf, type Schedule } from './schedule.ts';
import { workflowCreator } from './temporal/bundle.ts';
import { isRunning, type Ending } from './temporal/execution.ts';
import { TemporalServer } from './temporal/server.ts';
import { watchUsers, type Users } from './users.ts';
import { activitiesOf, createWorld, putBlue, serveBlue, wireOf } from './world/world.ts';

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
/** Longer than an activity goes on whose workflow was terminated. */
const SETTLE_MS = 8_000;

const names = Object.keys(createActivities({}, never, {} as never, never, never, {} as never));

function never(): Promise<never> {
  return Promise.reject(new Error('not asked'));
}

/** Activities that are wrong in some way, to see whether that is noticed. */
export type Spoil = (activities: Activities) => Activities;

/** Runs a schedule from the first release to the one after it, and says what was not as it has to be. */
export async function simulate(schedule: Schedule, spoil: Spoil = (it) => it): Promise<Run> {
  const creator = await workflowCreator(names);
  const clock = createClock();
  const giveBack = takeOver(clock);
  try {
    const attempts = new Map(schedule.attempts.map((it) => [it.nth, it.fault]));
    const reached = new Map<string, number>();
    const count = (what: string): void => void reached.set(what, (reached.get(what) ?? 0) + 1);
    let ordinal = 0;
    const temporal = new TemporalServer({
      ...{ clock, creator, random: randomOf(schedule.seed) },
      faultOf: (_, type) => {
        const fault = attempts.get(++ordinal);
        if (fault !== undefined) count(`attempt ${fault}`);
        count(`activity ${type}`);
        return fault;
      },
    });
    return await new Simulation(schedule, clock, temporal, reached, count, spoil).play();
  } finally {
    giveBack();
  }
}

class Simulation {
  readonly #schedule: Schedule;
  readonly #clock: Clock;
  readonly #temporal: TemporalServer;
  readonly #reached: Map<string, number>;
  readonly #stage: Stage;
  readonly #users: Users;
  readonly #person: Person;
  readonly #due: (() => Promise<void>)[] = [];
  /** Nothing of the schedule happens any more. */
  #isCalm = false;

  constructor(
    schedule: Schedule,
    clock: Clock,
    temporal: TemporalServer,
    reached: Map<string, number>,
    count: (what: string) => void,
    spoil: Spoil,
  ) {
    this.#schedule = schedule;
    this.#clock = clock;
    this.#temporal = temporal;
    this.#reached = reached;
    const world = createWorld(clock, schedule);
    const wire = wireOf(world, clock, randomOf(schedule.seed + 1), temporal, schedule);
    const newWorker = (): void => {
      temporal.serve(spoil(activitiesOf(world, temporal, wire)));
    };
    newWorker();
    this.#stage = { schedule, temporal, world, newWorker, reached: count };
    this.#users = watchUsers(world, clock, schedule, () => !isRunning(temporal.find(MAIN)));
    this.#person = aPerson(temporal);
  }

  async play(): Promise<Run> {
    const { world } = this.#stage;
    if (this.#schedule.blue > 0) {
      putBlue(world, this.#schedule.blue);
      await this.#until(() => false, 5_000);
      serveBlue(world);
    }
    const violations = [...(await this.#first()), ...(await this.#next())];
    const all = [
      ...violations,
      ...this.#users.violations,
      ...this.#person.violations,
      ...stuckWorkflows(this.#temporal),
    ];
    for (const state of this.#person.states) this.#count(`state ${state}`);
    await this.#shutDown();
    return {
      violations: [...new Set(all)],
      reached: this.#reached,
      lastedMs: this.#clock.now() - EPOCH_MS,
      trace: this.#trace(),
    };
  }

  /** The release of the schedule with all that happens to it. */
  async #first(): Promise<string[]> {
    const { procedure, green, moments } = this.#schedule;
    this.#temporal.start(procedure, MAIN, [specOf(this.#schedule, 'v2', green.acts)]);
    for (const moment of moments)
      this.#clock.in(moment.atMs, () => {
        if (!this.#isCalm) this.#due.push(() => happen(this.#stage, moment));
      });
    const lastMs = Math.max(0, ...moments.map((it) => it.atMs));
    const endMs = this.#clock.now() + LONGEST_RUN_MS;
    this.#lookIn(PERSON_EVERY_MS, lastMs);
    const isOver = (): boolean => runningReleases(this.#temporal).length === 0;
    while (!isOver() && this.#clock.now() < endMs && stuckWorkflows(this.#temporal).length === 0)
      await this.#until(isOver, PERSON_EVERY_MS);
    for (const run of this.#temporal.runs)
      if (run.ending !== undefined) this.#countEnding(run.type, run.ending);
    const running = runningReleases(this.#temporal);
    return running.length === 0
      ? []
      : [`${running.join(', ')} did not end within twenty minutes: ${this.#person.last}`];
  }

  /** A limit that docs/limits.md states: of a first version that never became healthy a person ends the deployment. */
  #waitsForFirst(ending: Ending): boolean {
    const { blue } = this.#schedule;
    return blue === 0 && ending.kind === 'failed' && ending.error.message.includes('waited for deployment');
  }

  /** Whoever comes next is not locked out, and leaves everything in order. */
  async #next(): Promise<string[]> {
    if (stuckWorkflows(this.#temporal).length > 0 || runningReleases(this.#temporal).length > 0) return [];
    this.#isCalm = true;
    const { world } = this.#stage;
    world.down.clear();
    world.prometheus = 'good';
    this.#temporal.unmute();
    await this.#until(() => false, SETTLE_MS);
    const quick = { batches: { percent: 100 }, bake: { duration: '0s' } };
    const green = { acts: 'good', instances: 1 } as const;
    const plain: Schedule = { ...this.#schedule, procedure: 'blueGreen', spec: quick, green };
    const begun = this.#temporal.start('blueGreen', 'release-2', [specOf(plain, 'v3', 'good')])!;
    const isOver = (): boolean => begun.ending !== undefined || begun.stuck !== undefined;
    for (let waited = 0; waited < 60 && !isOver(); waited += 1) await this.#until(isOver, PERSON_EVERY_MS);
    if (begun.ending === undefined) return ['the next release did not end within ten minutes'];
    if (this.#waitsForFirst(begun.ending)) return [];
    if (begun.ending.kind !== 'completed')
      return [
        `the next release ended as ${begun.ending.kind}: ${begun.ending.kind === 'failed' ? begun.ending.error.message : ''}`,
      ];
    const outcome = begun.ending.result as Outcome;
    if (outcome.kind !== 'released')
      return [`the next release was ${outcome.kind}: ${outcome.cause?.message ?? outcome.summary}`];
    await this.#until(() => false, SETTLE_MS);
    return problemsAtEnd(world, this.#temporal, outcome);
  }

  #lookIn(everyMs: number, firstMs: number): void {
    this.#clock.in(firstMs + everyMs, () => {
      this.#due.push(() => this.#person.look());
      this.#lookIn(everyMs, 0);
    });
  }

  /** Moves on until it is so, for so long at most. */
  async #until(isSo: () => boolean, forMs: number): Promise<void> {
    const untilMs = this.#clock.now() + forMs;
    const up = { is: false };
    this.#clock.in(forMs, () => {
      up.is = true;
    });
    for (;;) {
      await this.#temporal.work();
      for (const act of this.#due.splice(0)) await act();
      this.#users.look();
      if (up.is || isSo()) return;
      this.#clock.next(untilMs);
    }
  }

  /** Every attempt under way comes to its end, so that the next run begins with nothing of this one. */
  async #shutDown(): Promise<void> {
    for (const run of this.#temporal.runs) this.#temporal.end(run, { kind: 'terminated' });
    await this.#temporal.killWorker(0);
    await this.#until(() => !this.#temporal.isActing, SETTLE_MS);
    await this.#temporal.evictAll();
  }

  #count(what: string): void {
    this.#stage.reached(what);
  }

  #countEnding(
    type: string,
    ending: { readonly kind: string; readonly result?: unknown; readonly error?: Error },
  ): void {
    if (type !== 'blueGreen' && type !== 'canary') return;
    const outcome = ending.result as Outcome | undefined;
    const cause = outcome?.cause === undefined ? '' : ` (${outcome.cause.kind})`;
    const failed = (ending.error as { type?: string } | undefined)?.type;
    if (failed === 'InvalidInput') this.#count(`refused ${ending.error?.message ?? ''}`);
    this.#count(`outcome ${outcome?.kind ?? ending.kind}${cause}${failed === undefined ? '' : ` ${failed}`}`);
  }

  #trace(): string[] {
    return this.#temporal.runs.flatMap((run) => [
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
