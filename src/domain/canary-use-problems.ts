import { nameOf, type CheckInSpec } from './canary-spec-checks.ts';
import { expandSteps } from './canary-steps.ts';
import { inlineAnalyses, useOfChecks, type ChecksInSpec } from './canary-use.ts';
import { didYouMean } from './did-you-mean.ts';
import { parseDurationMs } from './duration.ts';
import type { Path } from './problem.ts';
import type { Flaw } from './spec-flaw.ts';

/** What is wrong with where checks are measured: unknown names, analyses without end, checks that nobody measures. */
export function useFlaws(spec: ChecksInSpec): readonly Flaw[] {
  return [
    ...nameFlaws(spec),
    ...bakeFlaws(spec),
    ...backgroundFlaws(spec),
    ...unusedFlaws(spec),
    ...inlineAnalyses(spec).flatMap(({ names, path, duration }) =>
      duration === undefined ? endlessFlaws(spec, names, path) : [],
    ),
  ];
}

function nameFlaws(spec: ChecksInSpec): readonly Flaw[] {
  const known = spec.checks.map(nameOf);
  const lists: readonly { readonly names: readonly string[]; readonly path: Path }[] = [
    ...inlineAnalyses(spec).map(({ names, path }) => ({ names, path: [...path, 'checks'] })),
    { names: spec.analysis.checks ?? [], path: ['analysis', 'checks'] },
    { names: spec.bake.checks ?? [], path: ['bake', 'checks'] },
  ];
  return lists.flatMap(({ names, path }) =>
    names.flatMap((name, index) => {
      if (!known.includes(name)) return [{ path: [...path, index], message: unknownName(name, known) }];
      return names.indexOf(name) < index
        ? [{ path: [...path, index], message: 'is named twice: leave one out' }]
        : [];
    }),
  );
}

function unknownName(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'is no check: this spec has none, add it to checks';
  return `is no check of this spec; ${didYouMean(name, known) ?? `its checks are ${known.join(', ')}`}`;
}

function bakeFlaws(spec: ChecksInSpec): readonly Flaw[] {
  return (spec.bake.checks ?? []).flatMap((name, index) =>
    spec.checks.some((check) => check.vs !== undefined && nameOf(check) === name)
      ? [
          {
            path: ['bake', 'checks', index],
            message:
              'is compared with stable, which has no task left in the bake: leave it out here, or name a check that has a limit of its own',
          },
        ]
      : [],
  );
}

function backgroundFlaws(spec: ChecksInSpec): readonly Flaw[] {
  const { startingStep } = spec.analysis;
  if (startingStep === undefined || startingStep < 1) return [];
  const path = ['analysis', 'startingStep'];
  if (useOfChecks(spec).background.length === 0)
    return [{ path, message: 'needs checks to start with: add one that no step names, or leave it out' }];
  const steps = countSteps(spec);
  return startingStep <= steps
    ? []
    : [{ path, message: `must be at most ${steps}: there are no more steps` }];
}

function countSteps({ steps, weights }: ChecksInSpec): number {
  if (steps !== undefined) return steps.length + (steps.some(({ setWeight }) => setWeight === 100) ? 0 : 1);
  return expandSteps({ weights }).length;
}

function unusedFlaws(spec: ChecksInSpec): readonly Flaw[] {
  const { steps, background, bake } = useOfChecks(spec);
  return spec.checks.flatMap((check, index) =>
    steps.has(nameOf(check)) || background.includes(nameOf(check)) || bake.includes(nameOf(check))
      ? []
      : [
          {
            path: ['checks', index],
            message:
              'is measured nowhere: name it in analysis.checks, bake.checks or a step, or leave it out',
          },
        ],
  );
}

function endlessFlaws(spec: ChecksInSpec, names: readonly string[], path: Path): readonly Flaw[] {
  const timeoutMs = parseDurationMs(spec.analysis.timeout) ?? Infinity;
  return names.flatMap((name) => {
    const check = spec.checks.find((it) => nameOf(it) === name);
    if (check === undefined || check.dryRun) return [];
    if (hasNoEnd(check))
      return [
        {
          path,
          message: `cannot end: check ${JSON.stringify(name)} has an interval and no count. Give the analysis a duration, or the check a count or a consecutiveSuccessLimit`,
        },
      ];
    if (leastTimeMs(check) <= timeoutMs) return [];
    return [
      {
        path,
        message: `cannot end within analysis.timeout, ${spec.analysis.timeout}: check ${JSON.stringify(name)} needs longer for its count. Give more time, or a smaller count`,
      },
    ];
  });
}

function hasNoEnd({ interval, count, consecutiveSuccessLimit }: CheckInSpec): boolean {
  return interval !== undefined && count === undefined && consecutiveSuccessLimit === 0;
}

function leastTimeMs({ initialDelay, interval, count = 1, consecutiveSuccessLimit }: CheckInSpec): number {
  const measurements = consecutiveSuccessLimit > 0 ? consecutiveSuccessLimit : count;
  return msOf(initialDelay) + (measurements - 1) * msOf(interval);
}

/** A duration that is none has a flaw of its own. */
function msOf(duration: string | undefined): number {
  return (duration === undefined ? undefined : parseDurationMs(duration)) ?? 0;
}
