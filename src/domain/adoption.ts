import type { App } from './app.ts';
import type { Adopt } from './control.ts';
import { blueField, replaces, type FoundApp } from './find-sides.ts';
import { releaseLabel, replacesInstancesLabel } from './labels.ts';
import type { Adopted } from './plan.ts';
import { problemAt, type Problem } from './problem.ts';

interface Wanted {
  readonly blue?: string | undefined;
  readonly stable?: string | undefined;
  readonly procedure?: string | undefined;
  readonly adopt?: Adopt | undefined;
  readonly app: { readonly instances?: number | undefined };
}

export type Adoption =
  | { readonly kind: 'adopted'; readonly adopted: Adopted }
  | { readonly kind: 'problem'; readonly problem: Problem };

interface Both {
  readonly blue: FoundApp;
  readonly green: FoundApp;
}

/** What a release does about a change that somebody has begun. */
export function adoptionOf({ blue, green }: Both, spec: Wanted): Adoption {
  const release = green.app.labels[releaseLabel];
  const seen = `${described(green.app)} was found beside ${described(blue.app)}`;
  const adopt = (how: Adopted['how'], does: string): Adoption => ({
    kind: 'adopted',
    adopted: {
      how,
      instances: green.app.instances,
      ...(release !== undefined && { release }),
      found: `${seen}: ${does}`,
    },
  });
  if (spec.adopt === 'refuse') return refused(spec, seen);
  const finishes = spec.adopt !== 'back' && green.isOfSpec && spec.procedure !== 'canary';
  if (finishes) return adopt('finish', 'it is the version of this spec, and is gone on with');
  if (green.isInPool && spec[blueField(spec)] === undefined && fullSizeOf(blue.app, green.app, spec) === 0)
    return nobodyLeft(spec, seen, blue.app.id);
  if (spec.adopt === 'back') return adopt('turn-back', `it is turned back to ${blue.app.id}, as asked`);
  if (release !== undefined || green.isOfSpec)
    return adopt('turn-back-first', `it is turned back to ${blue.app.id} before this release begins`);
  return foreign(spec, seen, green.app.id);
}

/** `adopt: back` where there is no second version. */
export function nothingToTurnBack(blue: App | undefined): Problem {
  const stands = blue === undefined ? 'nothing serves yet' : `${blue.id} is alone`;
  return problemAt(['adopt'], 'back', `has nothing to turn back: ${stands}. Leave it out to release`);
}

/**
 * How many instances the version that serves had before somebody began to replace it, and has to have again before it
 * can carry everybody: as green's label says, else as the spec says, else what both have by now.
 */
export function fullSizeOf(blue: App, green: App, { app }: Pick<Wanted, 'app'>): number {
  const label = replaces(green, blue) ? Number(green.labels[replacesInstancesLabel]) : Number.NaN;
  if (Number.isInteger(label)) return Math.max(label, blue.instances);
  if (green.instances === 0) return blue.instances;
  return Math.max(app.instances ?? blue.instances + green.instances, blue.instances);
}

function refused(spec: Wanted, seen: string): Adoption {
  const remedy = `lets nothing begin: ${seen}. Remove the one that should not serve, or give adopt: finish or adopt: back`;
  return { kind: 'problem', problem: problemAt(['adopt'], spec.adopt, remedy) };
}

/** It was empty all along, and the one that was to be the second serves alone. */
function nobodyLeft(spec: Wanted, seen: string, blue: string): Adoption {
  const field = blueField(spec);
  const remedy = `must be given: ${seen}, and nobody would serve if it was turned back. Remove ${blue}, which never had a task, or name the one that serves`;
  return { kind: 'problem', problem: problemAt([field], undefined, remedy) };
}

function foreign(spec: Wanted, seen: string, green: string): Adoption {
  const remedy = `does not go on: ${seen}, is not the version of this spec, and was not launched by Pacer. Remove ${green}, give adopt: back (--back) to have it turned back, or name the one that serves as ${blueField(spec)}`;
  return { kind: 'problem', problem: problemAt(['adopt'], spec.adopt ?? 'finish', remedy) };
}

function described({ id, instances, labels }: App): string {
  const release = labels[releaseLabel];
  return `${id} (${instances} instances${release === undefined ? '' : `, of release ${release}`})`;
}
