import { nameOfGate, type ControlInSpec } from './control-spec.ts';
import type { Path } from './problem.ts';
import type { Flaw } from './spec-flaw.ts';

/** A place where the procedure itself asks people: `approval`, or a pause without end. */
export interface OwnGate {
  readonly name: string;
  /** As a point: `batch 1`, `step 3`; absent where `until` cannot stand. */
  readonly after?: string;
  /** The field that says so. */
  readonly field: string;
}

/** What is wrong between the gates of a spec: two of one name, and an `until` that stops where something else does. */
export function controlFlaws({ gates = [], until }: ControlInSpec, own: readonly OwnGate[]): readonly Flaw[] {
  const named = gates.map((it): Named => ({
    name: nameOfGate(it),
    isGiven: it.name !== undefined,
    after: it.after,
    field: 'another gate',
  }));
  const flaws = named.flatMap((it, index) => nameFlaws(it, index, [...own, ...named.slice(0, index)]));
  return until === undefined ? flaws : [...flaws, ...untilFlaws(until.point, named, own)];
}

interface Named {
  readonly name: string;
  readonly isGiven: boolean;
  readonly after: string | undefined;
  readonly field: string;
}

function nameFlaws(
  { name, isGiven }: Named,
  index: number,
  others: readonly { readonly name: string; readonly field: string }[],
): readonly Flaw[] {
  const same = others.find((it) => it.name === name);
  if (same === undefined) return [];
  const path: Path = ['gates', index, ...(isGiven ? ['name'] : [])];
  const message = isGiven
    ? `is the name of ${same.field} already: answers name a gate by it. Give another`
    : `needs a name: ${same.field} is called "${name}" already`;
  return [{ path, message }];
}

function untilFlaws(point: string, gates: readonly Named[], own: readonly OwnGate[]): readonly Flaw[] {
  const path = ['until'];
  const there = [...gates, ...own].find((it) => it.after === point);
  if (there !== undefined)
    return [{ path, message: `stops where ${there.field} ("${there.name}") does: leave one of them out` }];
  const called = [...gates, ...own].find((it) => it.name === `until ${point}`);
  return called === undefined
    ? []
    : [
        {
          path,
          message: `is a gate of the name "${called.name}", as another one is: give that another name`,
        },
      ];
}

/** The gate of a blue-green release's `approval`. */
export function gateOfApproval(
  approval: 'none' | 'after-first-batch' | 'before-removal',
): readonly OwnGate[] {
  if (approval === 'none') return [];
  const gate = { name: `approval ${approval}`, field: 'approval' };
  return [approval === 'after-first-batch' ? { ...gate, after: 'batch 1' } : gate];
}

/** Those of a canary's pauses without a duration. */
export function gatesOfPauses(
  steps: readonly { readonly pause?: { readonly duration?: string | undefined } | undefined }[] = [],
): readonly OwnGate[] {
  return steps.flatMap(({ pause }, index) => {
    const number = String(index + 1);
    if (pause === undefined || pause.duration !== undefined) return [];
    return [
      { name: `pause of step ${number}`, after: `step ${number}`, field: `the pause of step ${number}` },
    ];
  });
}
