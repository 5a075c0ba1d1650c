import { didYouMean } from '../did-you-mean.ts';
import type { BackendSlot } from '../pool.ts';

/** What stands for one version in a query, and what is the same for both. */
export interface Places {
  /** Marathon app id of the version that is measured. */
  readonly app: string;
  /** Marathon app id of stable. */
  readonly stable: string;
  readonly service: string;
  /** As PromQL writes it. */
  readonly window: string;
  /** Of the version that is measured. */
  readonly slot: BackendSlot;
  /** Its HAProxy backend. */
  readonly backend: string;
  readonly stableBackend: string;
}

export const PLACEHOLDERS = [
  'app',
  'stable',
  'service',
  'window',
  'slot',
  'backend',
  'stableBackend',
] as const satisfies readonly (keyof Places)[];

/** Those that differ between the canary and stable, so that a comparison compares something. */
const OF_ONE_VERSION: readonly string[] = ['app', 'slot', 'backend'];

const placeholder = /{{(.*?)}}/g;

/** The query with every placeholder replaced that is given; the others stay. */
export function fill(template: string, places: Partial<Places>): string {
  return template.replaceAll(placeholder, (whole, name: string) => {
    const key = PLACEHOLDERS.find((it) => it === name.trim());
    return (key === undefined ? undefined : places[key]) ?? whole;
  });
}

/** What is wrong with a query's placeholders, as a remedy; undefined when nothing is. */
export function placeholderProblem(template: string): string | undefined {
  const unknown = namesIn(template).find((name) => !PLACEHOLDERS.some((it) => it === name));
  if (unknown === undefined) return undefined;
  const known = PLACEHOLDERS.map((it) => `{{${it}}}`).join(', ');
  return `has the unknown placeholder {{${unknown}}}; ${didYouMean(unknown, PLACEHOLDERS) ?? `there are ${known}`}`;
}

/** Whether the canary's query is another one than stable's. */
export function tellsVersionsApart(template: string): boolean {
  return namesIn(template).some((name) => OF_ONE_VERSION.includes(name));
}

/** Whether the query asks for stable by its name. */
export function namesStable(template: string): boolean {
  return namesIn(template).some((name) => name === 'stable' || name === 'stableBackend');
}

function namesIn(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map(([, name = '']) => name.trim());
}
