import type { App } from './app.ts';
import { absoluteId } from './apps-of-service.ts';
import { releaseLabel, replacesLabel, replacesReleaseLabel } from './labels.ts';
import { problemAt, type Problem } from './problem.ts';

/** An app of the service. */
export interface FoundApp {
  readonly app: App;
  /** Its definition is what the spec asks for. */
  readonly isOfSpec: boolean;
  /** It has tasks in the service's pool. */
  readonly isInPool: boolean;
}

export type FoundSides<Found extends FoundApp = FoundApp> =
  /** nothing serves: this is the service's first release */
  | { readonly kind: 'none' }
  | { readonly kind: 'alone'; readonly blue: Found }
  /** somebody has begun to replace blue by green */
  | { readonly kind: 'both'; readonly blue: Found; readonly green: Found }
  | Unclear;

interface Unclear {
  readonly kind: 'problem';
  readonly problem: Problem;
}

interface Wanted {
  readonly blue?: string | undefined;
  /** What a canary's spec calls blue. */
  readonly stable?: string | undefined;
  readonly procedure?: string | undefined;
}

/**
 * Who of the apps of a service serves (blue) and who was to replace it (green): as the spec names blue; by green's label
 * PACER_REPLACES; green is the one without any task, the one that is not in the pool, or the version of the spec, but for a
 * canary, which would turn that back. Otherwise a person is asked. An app with no instances counts: its id is taken.
 */
export function findSides<Found extends FoundApp>(found: readonly Found[], spec: Wanted): FoundSides<Found> {
  const field = blueField(spec);
  const named = spec[field];
  const isNamed = ({ app }: FoundApp) => named !== undefined && app.id === absoluteId(named);
  if (named !== undefined && !found.some(isNamed)) return notThere(field, named);
  const [one, other, ...more] = found;
  if (one === undefined) return { kind: 'none' };
  if (other === undefined) return { kind: 'alone', blue: one };
  if (more.length > 0) return tooMany(field, found);
  for (const [blue, green] of [
    [one, other],
    [other, one],
  ] as const)
    if (isNamed(blue)) return { kind: 'both', blue, green };
  return judged(one, other, signsOfGreen(spec)) ?? unclear(field, found);
}

/** The field that names who serves. */
export function blueField({ procedure }: Pick<Wanted, 'procedure'>): 'blue' | 'stable' {
  return procedure === 'canary' ? 'stable' : 'blue';
}

/** Created in place of that very app, and not of an earlier one of the same id. */
export function replaces({ labels }: App, blue: App): boolean {
  return labels[replacesLabel] === blue.id && labels[replacesReleaseLabel] === blue.labels[releaseLabel];
}

type Sign = (it: FoundApp, beside: FoundApp) => boolean;

/** The surest first. Who has users is never turned back towards one that has none for the sake of a definition. */
function signsOfGreen({ procedure }: Wanted): readonly Sign[] {
  const signs: readonly Sign[] = [
    ({ app }, beside) => replaces(app, beside.app),
    ({ app }) => app.instances === 0 && app.tasks.length === 0,
    ({ isInPool }) => !isInPool,
  ];
  return procedure === 'canary' ? signs : [...signs, ({ isOfSpec }) => isOfSpec];
}

/** The first sign that one of them has and the other has not. */
function judged<Found extends FoundApp>(
  one: Found,
  other: Found,
  signs: readonly Sign[],
): FoundSides<Found> | undefined {
  for (const isGreen of signs) {
    if (isGreen(one, other) === isGreen(other, one)) continue;
    const [green, blue] = isGreen(one, other) ? [one, other] : [other, one];
    return { kind: 'both', blue, green };
  }
  return undefined;
}

function notThere(field: string, id: string): Unclear {
  const remedy =
    'is not an app in Marathon: name the one that serves, or leave the field out for a first release';
  return { kind: 'problem', problem: problemAt([field], id, remedy) };
}

function unclear(field: string, found: readonly FoundApp[]): Unclear {
  const remedy = `must be given, since more than one app belongs to the service and nothing tells which one replaces the other: ${listed(found)}. Name the one that serves; the other is then the new version`;
  return { kind: 'problem', problem: problemAt([field], undefined, remedy) };
}

function tooMany(field: string, found: readonly FoundApp[]): Unclear {
  const remedy = `does not help, since more than two apps belong to the service: ${listed(found)}. Remove those that should not serve, until one or two are left`;
  return { kind: 'problem', problem: problemAt([field], undefined, remedy) };
}

function listed(found: readonly FoundApp[]): string {
  return found.map(({ app }) => `${app.id} (${app.instances} instances)`).join(' and ');
}
