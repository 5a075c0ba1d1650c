import { problemAt, type Path, type Problem } from './problem.ts';

/** Belongs to a target, which the people who run Pacer set up, and not to a release, which everybody can read. */
const ofATarget =
  /^(url|uri|endpoint|host|port|user|username|password|passwd|token|bearer|secret|credentials?|auth|authorization|apikey|cafile|ca|cert|tls|insecureskipverify|marathon|loadbalancer|haproxy|prometheus|temporal|targets)$/;

const remedy =
  "belongs in the worker's configuration: set it there for a target, and name that target here as `target`";

/** The app's own definition, and PromQL, may have what looks like an address or a secret. */
function isFree(path: Path): boolean {
  return path[0] === 'app' || ((path[0] === 'bake' || path[0] === 'checks') && path.at(-1) === 'query');
}

/** Addresses and credentials in a spec, outside the app's definition. Their values are not shown. */
export function targetSettingsIn(input: unknown, path: Path = []): readonly Problem[] {
  if (isFree(path)) return [];
  const key = path.at(-1);
  if (typeof key === 'string' && ofATarget.test(key.toLowerCase().replaceAll(/[-_]/g, '')))
    return [hidden(path)];
  if (typeof input === 'string') return /^\s*[a-z][a-z0-9+.-]*:\/\//i.test(input) ? [hidden(path)] : [];
  if (typeof input !== 'object' || input === null) return [];
  if (Array.isArray(input)) return input.flatMap((it, index) => targetSettingsIn(it, [...path, index]));
  return Object.entries(input).flatMap(([name, it]) => targetSettingsIn(it, [...path, name]));
}

function hidden(path: Path): Problem {
  return { ...problemAt(path, undefined, remedy), value: '(hidden)' };
}
