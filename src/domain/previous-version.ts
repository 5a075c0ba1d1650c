import type { AppDefinition } from './app.ts';
import { releaseLabel, withoutOwnLabels } from './labels.ts';
import { leaveOutSecrets } from './leave-out-secrets.ts';
import type { PreviousVersion } from './plan.ts';

const OURS = ['instances', 'labels'];

/**
 * The version that served before, as the `app` of a spec. One that came by a spec is kept as it is; of any other, what
 * looks like a secret is left out, since it would be in the release's history.
 */
export function previousVersion(found: AppDefinition, id: string, instances: number): PreviousVersion {
  const rest = Object.entries(found).filter(([field]) => !OURS.includes(field));
  const labels = withoutOwnLabels(found.labels);
  const written = Object.keys(labels).length > 0 ? { labels } : {};
  const definition: AppDefinition = { ...Object.fromEntries(rest), id, ...written };
  if (found.labels?.[releaseLabel] !== undefined) return { definition, instances };
  const { kept, leftOut } = leaveOutSecrets(definition);
  return { definition: kept, instances, ...(leftOut.length > 0 && { leftOut }) };
}
