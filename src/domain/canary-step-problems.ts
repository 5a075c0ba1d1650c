import type { StepInSpec } from './canary-spec-steps.ts';
import type { StepsInSpec } from './canary-steps.ts';
import type { Path } from './problem.ts';
import type { Flaw } from './spec-flaw.ts';

/** What is wrong with the order of the steps, which the schema of one step cannot see. */
export function stepFlaws({ steps, weights, pause }: StepsInSpec): readonly Flaw[] {
  if ((steps === undefined) === (weights === undefined))
    return [
      {
        path: [],
        message: 'must have either steps or weights: weights: [1, 5, 25, 50, 100], say, with pause: 10m',
      },
    ];
  if (weights !== undefined)
    return weightFlaws(weights.map((weight, index) => ({ weight, path: ['weights', index] })));
  return [...pauseFlaws(pause), ...weightFlaws(setWeights(steps)), ...lateFlaws(steps), ...routeFlaws(steps)];
}

interface PlacedWeight {
  readonly weight: number;
  readonly path: Path;
}

function setWeights(steps: readonly StepInSpec[] = []): readonly PlacedWeight[] {
  return steps.flatMap(({ setWeight }, index) =>
    setWeight === undefined ? [] : [{ weight: setWeight, path: ['steps', index, 'setWeight'] }],
  );
}

function pauseFlaws(pause: string | undefined): readonly Flaw[] {
  if (pause === undefined) return [];
  return [
    { path: ['pause'], message: 'belongs to weights; as one of steps write "- pause: { duration: 10m }"' },
  ];
}

function weightFlaws(weights: readonly PlacedWeight[]): readonly Flaw[] {
  return weights.flatMap(({ weight, path }, index) => {
    const before = weights[index - 1]?.weight ?? 0;
    if (before === 100)
      return [{ path, message: 'comes after 100 %, where the canary serves alone: leave it out' }];
    if (weight >= before) return [];
    return [
      {
        path,
        message: `is less than the ${before} before it: weights go up, only a roll-back takes them down. Put them in order`,
      },
    ];
  });
}

/** A weight after the end is named by its own flaw. */
function lateFlaws(steps: readonly StepInSpec[] = []): readonly Flaw[] {
  const end = steps.findIndex(({ setWeight }) => setWeight === 100);
  if (end < 0) return [];
  return steps.flatMap((step, index) =>
    index <= end || step.setWeight !== undefined
      ? []
      : [
          {
            path: ['steps', index],
            message:
              'comes after setWeight: 100, where the canary serves alone: put it before, or let bake watch on',
          },
        ],
  );
}

function routeFlaws(steps: readonly StepInSpec[] = []): readonly Flaw[] {
  const open = new Set<string>();
  return steps.flatMap(({ setHeaderRoute: route }, index) => {
    if (route === undefined) return [];
    const path = ['steps', index, 'setHeaderRoute', 'name'];
    if (route.match.length === 0) {
      const wasOpen = open.delete(route.name);
      return wasOpen ? [] : [{ path, message: 'is no open route: a step before must open it with a match' }];
    }
    if (open.has(route.name))
      return [
        { path, message: 'is open already: close it before, by a step without match, or give another name' },
      ];
    open.add(route.name);
    return [];
  });
}
