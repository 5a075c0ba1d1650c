import { createActivities, type Activities } from '../../activities/index.ts';
import { randomOf } from '../support/random.ts';
import { createClock, takeOver, type Clock } from './clock.ts';
import type { Schedule } from './schedule.ts';
import { workflowCreator } from './temporal/bundle.ts';
import { TemporalServer, type ServerSettings } from './temporal/server.ts';
import { activitiesOf, createWorld, putBlue, serveBlue, wireOf, type World } from './world/world.ts';

/** The release that a run is about. */
export const MAIN = 'release-1';
/** Longer than an activity goes on whose workflow was terminated. */
export const SETTLE_MS = 8_000;

/** Activities that are wrong in some way, to see whether that is noticed. */
export type Spoil = (activities: Activities) => Activities;

export interface StageOptions {
  readonly spoil?: Spoil;
  /** At the begin of each attempt of an activity. */
  readonly onAttempt?: (activityType: string) => void;
}

const names = Object.keys(createActivities({}, never, {} as never, never, never, {} as never));

function never(): Promise<never> {
  return Promise.reject(new Error('not asked'));
}

/** Plays on a stage of its own. The clock of the process is the stage's meanwhile. */
export async function onStage<T>(
  schedule: Schedule,
  play: (stage: Stage) => Promise<T>,
  options: StageOptions = {},
): Promise<T> {
  const creator = await workflowCreator(names);
  const clock = createClock();
  const giveBack = takeOver(clock);
  try {
    const stage = new Stage(schedule, clock, creator, options);
    const result = await play(stage);
    await stage.shutDown();
    return result;
  } finally {
    giveBack();
  }
}

/** One worker, Temporal, and all that a release acts on, on one clock. */
export class Stage {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly temporal: TemporalServer;
  readonly world: World;
  /** How often what was reached. */
  readonly counts = new Map<string, number>();
  /** Called whenever something has happened. */
  onInstant: () => void = () => undefined;
  readonly #newActivities: () => object;
  readonly #due: (() => Promise<void>)[] = [];

  constructor(
    schedule: Schedule,
    clock: Clock,
    creator: ServerSettings['creator'],
    { spoil = (it) => it, onAttempt }: StageOptions,
  ) {
    this.schedule = schedule;
    this.clock = clock;
    const attempts = new Map(schedule.attempts.map((it) => [it.nth, it.fault]));
    let ordinal = 0;
    this.temporal = new TemporalServer({
      ...{ clock, creator, random: randomOf(schedule.seed) },
      faultOf: (_, type) => {
        const fault = attempts.get(++ordinal);
        if (fault !== undefined) this.reached(`attempt ${fault}`);
        this.reached(`activity ${type}`);
        onAttempt?.(type);
        return fault;
      },
    });
    this.world = createWorld(clock, schedule);
    const wire = wireOf(this.world, clock, randomOf(schedule.seed + 1), this.temporal, schedule);
    this.#newActivities = () => spoil(activitiesOf(this.world, this.temporal, wire));
    this.newWorker();
  }

  /** A new worker with clients of its own. */
  newWorker(): void {
    this.temporal.serve(this.#newActivities());
  }

  reached(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** The version of before, as an earlier release has left it. */
  async beginWithBlue(): Promise<void> {
    const { blue } = this.schedule;
    if (blue === 0) return;
    putBlue(this.world, blue);
    await this.until(() => false, 5_000);
    serveBlue(this.world);
  }

  /** Does it after so long, when everything that can be done without time is done. */
  in(ms: number, act: () => Promise<void>): void {
    this.clock.in(ms, () => {
      this.#due.push(act);
    });
  }

  /** Moves on until it is so, for so long at most. */
  async until(isSo: () => boolean, forMs: number): Promise<void> {
    const untilMs = this.clock.now() + forMs;
    const up = { is: false };
    this.clock.in(forMs, () => {
      up.is = true;
    });
    for (;;) {
      await this.temporal.work();
      for (const act of this.#due.splice(0)) await act();
      this.onInstant();
      if (up.is || isSo()) return;
      while (this.clock.next(untilMs) === 'quiet') this.onInstant();
    }
  }

  /** Every attempt under way comes to its end, so that the next run begins with nothing of this one. */
  async shutDown(): Promise<void> {
    for (const run of this.temporal.runs) this.temporal.end(run, { kind: 'terminated' });
    await this.temporal.killWorker(0);
    await this.until(() => !this.temporal.isActing, SETTLE_MS);
    await this.temporal.evictAll();
  }
}
