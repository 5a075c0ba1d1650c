import type { Stage } from '../stage.ts';

/** What was seen of a bake by somebody who does not ask Pacer. */
export interface BakeObserver {
  /** Times at which green was read in Marathon, and Prometheus was asked. */
  readonly looks: readonly number[];
  readonly queries: readonly number[];
  /** How long it took each time until every task that works got users again. */
  readonly wholeAfterMs: readonly number[];
  /** When the last user could get to green. */
  readonly lastOnGreenMs: number;
  look(): void;
}

/** Looks at all balancers whenever something has happened; `isOn`: while the pool is to be whole. */
export function observeBake({ world, clock, schedule }: Stage, isOn: () => boolean): BakeObserver {
  const looks: number[] = [];
  const queries: number[] = [];
  const wholeAfterMs: number[] = [];
  let lowSinceMs: number | undefined;
  let lastOnGreenMs = 0;
  world.marathon.onRead = (id) => {
    if (id.endsWith('-b')) looks.push(clock.now());
  };
  world.onQuery = () => {
    queries.push(clock.now());
  };
  return {
    looks,
    queries,
    wholeAfterMs,
    get lastOnGreenMs() {
      return lastOnGreenMs;
    },
    look: () => {
      const taking = world.balancers.map((it) => it.taking());
      if (taking.some((servers) => servers.some((it) => it.backend.endsWith('_b'))))
        lastOnGreenMs = clock.now();
      if (!isOn()) return;
      const working = taking.map(
        (servers) => servers.filter((it) => world.marathon.works(it.address)).length,
      );
      const isLow = Math.min(...working) < schedule.blue;
      if (isLow) lowSinceMs ??= clock.now();
      else if (lowSinceMs !== undefined) {
        wholeAfterMs.push(clock.now() - lowSinceMs);
        lowSinceMs = undefined;
      }
    },
  };
}

/** Of the time from `fromMs` to `untilMs`, how much of it lies between two looks no further apart than this. */
export function watchedMs(
  looks: readonly number[],
  fromMs: number,
  untilMs: number,
  furthestMs: number,
): number {
  const within = [fromMs, ...looks.filter((it) => it > fromMs && it < untilMs), untilMs];
  return within
    .slice(1)
    .map((it, index) => it - (within[index] ?? it))
    .filter((gap) => gap <= furthestMs)
    .reduce((sum, gap) => sum + gap, 0);
}
