import type { App } from './app.ts';
import { serviceLabel } from './labels.ts';

interface Wanted {
  readonly service: string;
  readonly app: { readonly id: string };
  /** The field `blue` or `stable`. */
  readonly named?: string | undefined;
}

export type Belonging =
  | 'yes'
  /** only when it is the very version that the spec asks for: an id that begins alike says little */
  | 'if-of-spec'
  | 'no';

/**
 * Whether an app is one of the service: named by the spec, labelled PACER_SERVICE, with an id of the service's, or with
 * tasks in its pool. A label that names another service overrules all but the spec.
 */
export function belongsTo(
  app: Pick<App, 'id' | 'labels'>,
  wanted: Wanted,
  hasTasksInPool: boolean,
): Belonging {
  if (wanted.named !== undefined && app.id === absoluteId(wanted.named)) return 'yes';
  const label = app.labels[serviceLabel];
  if (label !== undefined) return label === wanted.service ? 'yes' : 'no';
  const base = absoluteId(wanted.app.id);
  if ([base, `${base}-a`, `${base}-b`].includes(app.id) || hasTasksInPool) return 'yes';
  return app.id.startsWith(`${base}-`) ? 'if-of-spec' : 'no';
}

/** `/shop` for `shop` and `/shop` alike. */
export function absoluteId(id: string): string {
  return id.startsWith('/') ? id : `/${id}`;
}
