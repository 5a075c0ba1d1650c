import type { PreviousVersion } from './plan.ts';
import type { Problem } from './problem.ts';
import type { CheckedBlueGreenSpec, CheckedSpec } from './spec.ts';
import { checkSpec } from './spec-errors.ts';

export type UndoSpec =
  | { readonly kind: 'spec'; readonly spec: CheckedBlueGreenSpec }
  /** these fields of the version before looked like secrets and were not kept */
  | { readonly kind: 'left-out'; readonly fields: readonly string[] }
  /** the version before cannot be released as it was, such as one without health checks */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/**
 * The spec that brings back the version that served before a release: a blue-green one with that release's health,
 * drain, bake, room and notifications, and with nothing that stops or judges it. `served`: tasks at the release's end.
 */
export function undoSpec(last: CheckedSpec, previous: PreviousVersion, served = 0): UndoSpec {
  const { definition, leftOut = [] } = previous;
  if (leftOut.length > 0) return { kind: 'left-out', fields: leftOut };
  const { target, service, portIndex, health, pending, drain, notifications } = last;
  const check = checkSpec({
    procedure: 'blue-green',
    target,
    service,
    app: { ...definition, ...sizeOf(previous, served) },
    portIndex,
    ...roomOf(last),
    health,
    ...(pending === undefined ? {} : { pending }),
    drain,
    bake: { duration: last.bake.duration },
    ...(notifications === undefined ? {} : { notifications }),
  });
  return check.kind === 'ok'
    ? { kind: 'spec', spec: check.spec }
    : { kind: 'invalid', problems: check.problems };
}

/**
 * Without a number it is as many as serve when it begins, so that it halves nothing that was scaled up since. One that
 * ended with fewer than before gets back what it had.
 */
function sizeOf({ instances }: PreviousVersion, served: number): { readonly instances?: number } {
  return served < instances ? { instances } : {};
}

/** How much may run at once is no matter of the version. A canary has none of it: then a blue-green one's default. */
function roomOf(last: CheckedSpec): Partial<Pick<CheckedBlueGreenSpec, 'batches' | 'capacity'>> {
  return last.procedure === 'canary' ? {} : { batches: last.batches, capacity: last.capacity };
}
