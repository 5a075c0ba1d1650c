import type { App } from './app.ts';
import { serviceLabel } from './labels.ts';
import { problemAt, type Problem } from './problem.ts';

export type FoundBlue =
  /** nothing serves: this is the service's first release */
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly app: App }
  | { readonly kind: 'problem'; readonly problem: Problem };

interface Wanted {
  readonly service: string;
  readonly app: { readonly id: string };
  readonly blue?: string | undefined;
  /** What a canary's spec calls blue. */
  readonly stable?: string | undefined;
  readonly procedure?: string | undefined;
}

/**
 * The app that serves now: the one the spec names, or else the only one that has an id of this service's or its label
 * PACER_SERVICE. An app with no instances counts, since its id is taken.
 */
export function findBlue(apps: readonly App[], spec: Wanted): FoundBlue {
  const field = spec.procedure === 'canary' ? 'stable' : 'blue';
  const named = spec[field];
  if (named !== undefined) return namedBlue(apps, named, field);
  const candidates = apps.filter((it) => isOfService(it, spec));
  const [first, second] = candidates;
  if (first === undefined) return { kind: 'none' };
  if (second === undefined) return { kind: 'found', app: first };
  const ids = candidates.map(({ id, instances }) => `${id} (${instances} instances)`).join(' and ');
  const remedy = `must be given, since more than one app belongs to the service: ${ids}. Name the one that serves, and remove the other`;
  return { kind: 'problem', problem: problemAt([field], undefined, remedy) };
}

/** `/shop` for `shop` and `/shop` alike. */
export function baseId(spec: { readonly app: { readonly id: string } }): string {
  return absolute(spec.app.id);
}

function namedBlue(apps: readonly App[], id: string, field: string): FoundBlue {
  const app = apps.find((it) => it.id === absolute(id));
  if (app !== undefined) return { kind: 'found', app };
  const remedy =
    'is not an app in Marathon: name the one that serves, or leave the field out for a first release';
  return { kind: 'problem', problem: problemAt([field], id, remedy) };
}

/** A label that names another service overrules a likeness of ids. */
function isOfService(app: App, spec: Wanted): boolean {
  const label = app.labels[serviceLabel];
  if (label !== undefined) return label === spec.service;
  const base = baseId(spec);
  return [base, `${base}-a`, `${base}-b`].includes(app.id);
}

function absolute(id: string): string {
  return id.startsWith('/') ? id : `/${id}`;
}
