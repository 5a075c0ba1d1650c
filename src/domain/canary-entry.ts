import type { CheckedCanarySpec } from './canary-spec.ts';
import type { EntryAbilities, RouteMatch } from './canary.ts';
import { problemAt, type Path, type Problem } from './problem.ts';

/** What a spec asks of HAProxy's configuration that it does not have. */
export function entryProblems(spec: AskedOfEntry, entry: EntryAbilities | undefined): readonly Problem[] {
  const anew = printAnew(spec, entry);
  if (entry === undefined)
    return [problemAt(['service'], spec.service, `has an entry in HAProxy that knows no canary: ${anew}`)];
  return [...stickyProblems(spec.sticky, entry, anew), ...routeProblems(spec.steps ?? [], entry, anew)];
}

type AskedOfEntry = Pick<CheckedCanarySpec, 'service' | 'sticky' | 'steps'>;

/** A reload without the servers and the map's lines that are there now would leave the service without anybody. */
function printAnew(spec: AskedOfEntry, entry: EntryAbilities | undefined): string {
  return (
    `print HAProxy's configuration anew, for each instance, with "${printCommand(spec, entry)}" and its own ` +
    '--bind or --when, --map-file and --health-path (SOCKET: its runtime socket, from which its servers and its lines of ' +
    'the map are kept); put both in place, and only then reload it (docs/haproxy.md, Restarts and reloads)'
  );
}

/** With all names: those that are there and those that the spec asks for. */
function printCommand(
  { service, sticky, steps = [] }: AskedOfEntry,
  entry: EntryAbilities | undefined,
): string {
  const matches = steps.flatMap(({ setHeaderRoute: route }) => route?.match ?? []);
  const routes = (['header', 'cookie', 'query'] as const).flatMap((by) => {
    const asked = matches.flatMap((match) => match[`${by}Name`] ?? []);
    const names = asked.map((name) => (by === 'header' ? name.toLowerCase() : name));
    const all = [...new Set([...(entry?.routes[by] ?? []), ...names])];
    return all.length === 0 ? [] : [`--route-${by}`, ...all];
  });
  const users = (['header', 'cookie'] as const).flatMap((by) => {
    const name = (sticky?.by === by ? sticky.name : undefined) ?? entry?.sticky[by];
    return name === undefined ? [] : [`--sticky-${by}`, name];
  });
  return ['npx pacer haproxy-config', service, '--keep SOCKET', ...routes, ...users].join(' ');
}

function stickyProblems(
  sticky: CheckedCanarySpec['sticky'],
  entry: EntryAbilities,
  anew: string,
): readonly Problem[] {
  if (sticky === undefined) return [];
  const there = entry.sticky[sticky.by];
  if (there === undefined)
    return [problemAt(['sticky', 'by'], sticky.by, `is not what HAProxy knows users by: ${anew}`)];
  const isSame = sticky.by === 'header' ? sameHeader(String(there), sticky.name) : there === sticky.name;
  if (sticky.name === undefined || isSame) return [];
  return [
    problemAt(
      ['sticky', 'name'],
      sticky.name,
      `is not in HAProxy's configuration, which knows users by the ${sticky.by} "${String(there)}": name that, leave it out, or ${anew}`,
    ),
  ];
}

function sameHeader(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

function routeProblems(
  steps: NonNullable<CheckedCanarySpec['steps']>,
  entry: EntryAbilities,
  anew: string,
): readonly Problem[] {
  return steps.flatMap(({ setHeaderRoute: route }, step) =>
    (route?.match ?? []).flatMap((match, index) =>
      (['header', 'cookie', 'query'] as const).flatMap((by) => {
        const name = match[`${by}Name`];
        if (name === undefined || canRoute(entry, by, name)) return [];
        const path: Path = ['steps', step, 'setHeaderRoute', 'match', index, `${by}Name`];
        const known = entry.routes[by].join(', ') || 'none';
        return [
          problemAt(
            path,
            name,
            `is not in HAProxy's configuration, which routes by ${by}: ${known}. Name one of those, or ${anew}`,
          ),
        ];
      }),
    ),
  );
}

function canRoute(entry: EntryAbilities, by: RouteMatch['by'], name: string): boolean {
  return entry.routes[by].includes(by === 'header' ? name.toLowerCase() : name);
}
