import { allActivities, MOMENTS, type Cell } from './cells.ts';
import type { Scenario } from './stage.ts';

/** Every moment of every activity that dies in a scenario. */
export function cellsOf({ name, dying }: Pick<Scenario, 'name' | 'dying'>): readonly Cell[] {
  return dying.flatMap((activity) => MOMENTS.map((moment) => ({ scenario: name, activity, moment })));
}

/** Activities of the code that did not die at each moment in any scenario. */
export function shortfalls(
  killed: readonly Cell[],
  activities: readonly string[] = allActivities(),
): readonly string[] {
  return activities.flatMap((activity) => {
    const missing = MOMENTS.filter(
      (moment) => !killed.some((it) => it.activity === activity && it.moment === moment),
    );
    return missing.length === 0 ? [] : [`not reached: ${activity} ${missing.join(', ')}, in any scenario`];
  });
}

/** Each activity in one scenario, at these many moments: `random` says where and when. */
export function shareOf(
  scenarios: readonly Scenario[],
  moments: 'one' | 'all',
  random: () => number,
): readonly Cell[] {
  const oneOf = <T>(from: readonly T[]): readonly T[] =>
    from.slice(Math.floor(random() * from.length)).slice(0, 1);
  return allActivities().flatMap((activity) =>
    oneOf(scenarios.filter((it) => it.dying.includes(activity))).flatMap(({ name: scenario }) =>
      (moments === 'one' ? oneOf(MOMENTS) : MOMENTS).map((moment) => ({ scenario, activity, moment })),
    ),
  );
}
