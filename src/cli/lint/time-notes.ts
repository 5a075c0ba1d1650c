import { expandSteps } from '../../domain/canary-steps.ts';
import { durationText } from '../../domain/duration-text.ts';
import { milliseconds } from '../../domain/duration.ts';
import type { CheckedSpec } from '../../domain/spec.ts';

/** Deadlines that pass in any case, or never, by what the spec itself says of times; a sentence each. */
export function timeNotes(spec: CheckedSpec): readonly string[] {
  const { release, progress } = spec.deadlines ?? {};
  const leastMs = leastTimeMs(spec);
  return [
    ...(release !== undefined && milliseconds(release) <= leastMs
      ? [
          `mind: what it waits by the clock alone takes ${durationText(leastMs)}, so deadlines.release passes first, unless somebody ends those waits`,
        ]
      : []),
    ...(progress !== undefined && milliseconds(progress) >= milliseconds(spec.health.timeout)
      ? [`mind: health.timeout, ${spec.health.timeout}, passes before deadlines.progress ever does`]
      : []),
  ];
}

/** What it waits by the clock when all goes well. */
function leastTimeMs(spec: CheckedSpec): number {
  const steps = spec.procedure === 'canary' ? expandSteps(spec) : [];
  const inSteps = steps.reduce((sum, step) => sum + ('durationMs' in step ? step.durationMs : 0), 0);
  const { until } = spec;
  const untilMs = until?.for === undefined || until.then === 'roll-back' ? 0 : milliseconds(until.for);
  return inSteps + untilMs + milliseconds(spec.bake.duration);
}
