import type { AppDefinition } from './app.ts';
import { withoutOwnLabels } from './labels.ts';
import { modernDefinition } from './modern-definition.ts';

/** Fields that Marathon fills in with nothing: where only one side has them, the two differ. */
const NEVER_FILLED_IN = [
  'cmd',
  'args',
  'user',
  'constraints',
  'healthChecks',
  'readinessChecks',
  'dependencies',
  'fetch',
  'secrets',
  'taskKillGracePeriodSeconds',
  'residency',
];

/**
 * Whether an app, as Marathon has it, is what a spec asks for. What the spec leaves to Marathon's defaults does not
 * count, nor do the id, the instances and Pacer's labels. In doubt it is not.
 */
export function isDefinitionOf(wanted: AppDefinition, found: AppDefinition): boolean {
  const [asked, had] = [modernDefinition(wanted), modernDefinition(found)];
  const rest = Object.entries(asked).filter(
    ([field]) => !['id', 'instances', 'env', 'labels'].includes(field),
  );
  return (
    rest.every(([field, value]) => agrees(value, had[field], field)) &&
    NEVER_FILLED_IN.every((field) => !isNothing(asked[field]) || isNothing(had[field])) &&
    isSame(asked['env'] ?? {}, had['env'] ?? {}) &&
    isSame(withoutOwnLabels(wanted.labels), withoutOwnLabels(found.labels))
  );
}

/** All that is wanted is there; more may be. */
function agrees(wanted: unknown, found: unknown, field: string): boolean {
  if (wanted === undefined || wanted === null) return true;
  if (isNothing(wanted) && isNothing(found)) return true;
  if (wanted === 0 && isAssignedByMarathon(field)) return true;
  if (Array.isArray(wanted))
    return (
      Array.isArray(found) &&
      wanted.length === found.length &&
      wanted.every((it, index) => agrees(it, found[index], field))
    );
  if (!isRecord(wanted)) return wanted === found;
  return isRecord(found) && Object.entries(wanted).every(([name, it]) => agrees(it, found[name], name));
}

/** Neither has what the other has not. */
function isSame(one: unknown, other: unknown): boolean {
  return agrees(one, other, '') && agrees(other, one, '');
}

/** Marathon answers a port of 0 with one that it has chosen. */
function isAssignedByMarathon(field: string): boolean {
  return field === 'port' || field === 'servicePort';
}

/** Marathon leaves out what says nothing. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
