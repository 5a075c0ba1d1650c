import type { AppDefinition } from '../domain/app.ts';

/** What Marathon adds to a definition when it is read, and refuses or ignores when it is written. */
const added = [
  'version',
  'versionInfo',
  'tasks',
  'tasksStaged',
  'tasksRunning',
  'tasksHealthy',
  'tasksUnhealthy',
  'tasksStats',
  'taskStats',
  'deployments',
  'lastTaskFailure',
  'readinessCheckResults',
];

/** Deprecated names beside their successors: giving both is refused. */
const deprecatedBy: Readonly<Record<string, string>> = {
  ports: 'portDefinitions',
  uris: 'fetch',
  ipAddress: 'networks',
};

/** The definition in a form that can be created again. Ports that Marathon has assigned stay as they are. */
export function strippedDefinition(
  reply: Readonly<Record<string, unknown>> & { readonly id: string },
): AppDefinition {
  const kept = Object.entries(reply).filter(([field]) => {
    const successor = deprecatedBy[field];
    return !added.includes(field) && (successor === undefined || reply[successor] === undefined);
  });
  return { id: reply.id, ...Object.fromEntries(kept) };
}
