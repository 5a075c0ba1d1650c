import { nameOf } from './canary-spec-checks.ts';
import { inlineAnalyses, useOfChecks, type ChecksInSpec } from './canary-use.ts';
import { parseDurationMs } from './duration.ts';
import { fieldName } from './problem.ts';
import type { Flaw } from './spec-flaw.ts';

/** Analyses that would be over before they measure, and checks that would be measured at the wrong moment only. */
export function momentFlaws(spec: ChecksInSpec): readonly Flaw[] {
  return [...dryFlaws(spec), ...onceFlaws(spec), ...lateFlaws(spec)];
}

/** Nothing in it is waited for. */
function dryFlaws(spec: ChecksInSpec): readonly Flaw[] {
  const counting = spec.checks.filter(({ dryRun }) => !dryRun).map(nameOf);
  return inlineAnalyses(spec).flatMap(({ names, path, duration }) =>
    duration !== undefined || names.some((name) => counting.includes(name))
      ? []
      : [
          {
            path,
            message:
              'would pass before anything is measured: its checks are dry runs. Give it a duration, or a check that counts',
          },
        ],
  );
}

/** Measured once is right for a step, and nearly nothing beside all of them. */
function onceFlaws(spec: ChecksInSpec): readonly Flaw[] {
  const { steps, background, bake } = useOfChecks(spec);
  return spec.checks.flatMap((check, index) => {
    const name = nameOf(check);
    const isBeside = background.includes(name) || bake.includes(name);
    if (check.interval !== undefined || check.count !== undefined || !steps.has(name) || !isBeside) return [];
    return [
      {
        path: ['checks', index, 'interval'],
        message:
          'must be given, since the check is measured in a step and beside the steps or in the bake, too: interval: 15s, say, and a duration for the analysis of the step',
      },
    ];
  });
}

/** Each check that would wait for longer than an analysis takes. */
function lateFlaws(spec: ChecksInSpec): readonly Flaw[] {
  const places = [
    ...inlineAnalyses(spec).map(({ names, path, duration = '' }) => ({
      names,
      durationMs: parseDurationMs(duration) ?? Infinity,
      where: `${fieldName(path, 'spec')} takes ${duration}`,
      remedy: 'give the analysis more time',
    })),
    {
      // What it only has from the background it waits for.
      names: spec.bake.checks ?? [],
      durationMs: parseDurationMs(spec.bake.duration) ?? Infinity,
      where: `the bake takes ${spec.bake.duration}`,
      remedy: 'give bake.duration more time',
    },
  ];
  return spec.checks.flatMap((check, index) => {
    const delayMs = parseDurationMs(check.initialDelay) ?? 0;
    return places
      .filter(
        ({ names, durationMs }) =>
          names.includes(nameOf(check)) && delayMs > 0 && durationMs > 0 && delayMs >= durationMs,
      )
      .map(({ where, remedy }) => ({
        path: ['checks', index, 'initialDelay'],
        message: `must be shorter, since ${where}: that would be over before the first measurement. Shorten it, or ${remedy}`,
      }));
  });
}
