import type { AppDefinition } from '../../domain/app.ts';
import { releaseLabel, serviceLabel, withoutOwnLabels } from '../../domain/labels.ts';

export interface SpecParts {
  readonly service: string;
  /** With the base id, and without Pacer's labels. */
  readonly app: AppDefinition;
}

/** What a spec needs to release a running app anew, whether Pacer created it or somebody else did. */
export function specPartsOf(definition: AppDefinition): SpecParts {
  const { labels = {}, ...rest } = definition;
  const { [serviceLabel]: service, [releaseLabel]: release } = labels;
  const others = withoutOwnLabels(labels);
  const isOurs = service !== undefined && release !== undefined;
  const id = isOurs ? definition.id.replace(/-[ab]$/, '') : definition.id;
  const kept = Object.keys(others).length === 0 ? {} : { labels: others };
  return { service: service ?? serviceName(id), app: { ...rest, ...kept, id } };
}

/** `/shop` is the service shop, `/prod/shop` is prod-shop: two apps must not share an entry in HAProxy. */
function serviceName(id: string): string {
  const name = id.replace(/^\//, '').replace(/[^a-z0-9-]+/g, '-');
  return name.slice(-LONGEST).replace(/^-+|-+$/g, '');
}

const LONGEST = 42;
