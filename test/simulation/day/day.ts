import type { Outcome } from '../../../src/domain/outcome.ts';
import { keeperId } from '../../../workflows/messages-keeper.ts';
import { problemsAtEnd, stuckWorkflows } from '../ending.ts';
import { happen } from '../happen.ts';
import { SERVICE, specOf, TARGET, type Schedule } from '../schedule.ts';
import { MAIN, onStage, SETTLE_MS, type Stage } from '../stage.ts';
import { isRunning, type Execution } from '../temporal/execution.ts';
import { activityTimes, historySize, type HistorySize } from '../temporal/history.ts';
import { watchUsers } from '../users.ts';
import { CHECK_EVERY_MS } from './bake-times.ts';
import { faultsOfBake, type Fault } from './faults.ts';
import { observeBake, type BakeObserver } from './observer.ts';
import { problemsOfFallback, problemsOfHistories, problemsOfWatch } from './problems.ts';

export interface BakeOptions {
  readonly bakeMs: number;
  readonly seed: number;
  /** Its check is well until the last 24th of the bake; blue is kept warm. Default: it stays well. */
  readonly turnsBad?: boolean;
}

/** What a bake came to. */
export interface BakeReport {
  readonly violations: readonly string[];
  readonly outcome: string;
  readonly simulatedMs: number;
  readonly bakedMs: number;
  readonly looks: number;
  readonly queries: number;
  readonly faults: readonly Fault[];
  readonly wholeAfterMs: readonly number[];
  /** From the answer that failed to the last user on green. */
  readonly fallbackMs?: number;
  readonly release: HistorySize;
  readonly keeper: HistorySize;
}

const BEFORE_AND_AFTER_MS = 600_000;

/** One release that bakes so long on the simulation's clock, with all that happens to it meanwhile. */
export function bakeFor(options: BakeOptions): Promise<BakeReport> {
  const schedule = scheduleOf(options);
  return onStage(schedule, (stage) => new Bake(stage, options).play());
}

function scheduleOf({ bakeMs, seed, turnsBad = false }: BakeOptions): Schedule {
  const checks = [{ name: 'errors', query: 'up{app="{{app}}"}', min: 0.5 }];
  const warm = turnsBad ? { blue: 'warm' as const } : {};
  const bake = { duration: `${bakeMs}ms`, interval: `${CHECK_EVERY_MS}ms`, checks, ...warm };
  return {
    ...{ seed, balancers: 1, blue: 3, procedure: 'blueGreen', spec: { bake }, green: { acts: 'good' } },
    ...{ sessionMs: 1_000, prometheus: 'good', moments: faultsOfBake(bakeMs, seed), attempts: [], calls: [] },
  };
}

class Bake {
  readonly #stage: Stage;
  readonly #options: BakeOptions;
  readonly #observer: BakeObserver;
  readonly #users;
  #hasBegun = false;
  #badAtMs: number | undefined;

  constructor(stage: Stage, options: BakeOptions) {
    const { world, clock, schedule, temporal } = stage;
    this.#stage = stage;
    this.#options = options;
    const isOver = (): boolean => !isRunning(temporal.find(MAIN));
    this.#users = watchUsers(world, clock, schedule, isOver);
    this.#observer = observeBake(stage, () => this.#hasBegun && !isOver());
    stage.onInstant = () => {
      this.#users.look();
      this.#observer.look();
    };
  }

  async play(): Promise<BakeReport> {
    const { temporal, schedule } = this.#stage;
    await this.#stage.beginWithBlue();
    const release = temporal.start('blueGreen', MAIN, [specOf(schedule, 'v2', 'good')])!;
    await this.#stage.until(() => activityTimes(release, 'bake').length > 0, BEFORE_AND_AFTER_MS);
    this.#hasBegun = true;
    this.#begin();
    const isOver = (): boolean => !isRunning(release) || release.stuck !== undefined;
    await this.#stage.until(isOver, this.#options.bakeMs + BEFORE_AND_AFTER_MS);
    await this.#stage.until(() => false, SETTLE_MS);
    return this.#report(release);
  }

  /** All that is to happen, from the begin of the bake. */
  #begin(): void {
    const { schedule, world, clock } = this.#stage;
    for (const fault of schedule.moments) this.#stage.in(fault.atMs, () => happen(this.#stage, fault));
    if (this.#options.turnsBad !== true) return;
    clock.in((this.#options.bakeMs * 23) / 24, () => {
      world.prometheus = 'bad';
      this.#badAtMs = clock.now();
    });
  }

  #report(release: Execution): BakeReport {
    const { temporal, world, schedule, clock } = this.#stage;
    const keeper = temporal.find(keeperId(TARGET, SERVICE));
    const outcome = release.ending?.kind === 'completed' ? (release.ending.result as Outcome) : undefined;
    const { looks, queries, wholeAfterMs, lastOnGreenMs } = this.#observer;
    const bakes = activityTimes(release, 'bake');
    const beganMs = bakes[0]?.beganMs ?? 0;
    const endedMs = bakes.at(-1)?.endedMs ?? 0;
    const fallbackMs = this.#badAtMs === undefined ? undefined : lastOnGreenMs - this.#badAtMs;
    const watch = { beganMs, endedMs, looks, queries, wholeAfterMs, faults: schedule.moments };
    const histories = [release, ...(keeper === undefined ? [] : [keeper])];
    const violations = [
      ...this.#users.violations,
      ...stuckWorkflows(temporal),
      ...(outcome === undefined
        ? [`the release ended as ${release.ending?.kind ?? 'nothing: it runs'}`]
        : []),
      ...(outcome === undefined ? [] : problemsAtEnd(world, temporal, outcome)),
      ...problemsOfHistories(histories, schedule.moments.length),
      ...(fallbackMs === undefined
        ? problemsOfWatch(watch, this.#options.bakeMs, outcome)
        : problemsOfFallback(fallbackMs, outcome)),
    ];
    return {
      ...{
        violations,
        outcome: `${outcome?.kind ?? 'none'}: ${outcome?.cause?.message ?? outcome?.summary ?? ''}`,
      },
      ...{ simulatedMs: clock.now() - release.startedMs, bakedMs: endedMs - beganMs, wholeAfterMs },
      ...{ looks: looks.length, queries: queries.length, faults: schedule.moments },
      ...(fallbackMs === undefined ? {} : { fallbackMs }),
      release: historySize(release),
      keeper: keeper === undefined ? { events: 0, bytes: 0 } : historySize(keeper),
    };
  }
}
