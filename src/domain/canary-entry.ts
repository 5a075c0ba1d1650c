import type { CheckedCanarySpec } from './canary-spec.ts';
import type { EntryAbilities, RouteMatch } from './canary.ts';
import { problemAt, type Path, type Problem } from './problem.ts';

/** What a spec asks of HAProxy's configuration that it does not have. */
export function entryProblems(
  spec: Pick<CheckedCanarySpec, 'service' | 'sticky' | 'steps'>,
  entry: EntryAbilities | undefined,
): readonly Problem[] {
  const anew = `print HAProxy's configuration anew with "npx pacer haproxy-config ${spec.service}", put it in place on every instance and reload`;
  if (entry === undefined)
    return [problemAt(['service'], spec.service, `has an entry in HAProxy that knows no canary: ${anew}`)];
  return [...stickyProblems(spec.sticky, entry, anew), ...routeProblems(spec.steps ?? [], entry, anew)];
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
      `is not in HAProxy's configuration, which knows users by the ${sticky.by} "${String(there)}": name that, leave it out, or ${anew} (--sticky-${sticky.by} ${sticky.name})`,
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
            `is not in HAProxy's configuration, which routes by ${by}: ${known}. Name one of those, or ${anew} (--route-${by} ${name})`,
          ),
        ];
      }),
    ),
  );
}

function canRoute(entry: EntryAbilities, by: RouteMatch['by'], name: string): boolean {
  return entry.routes[by].includes(by === 'header' ? name.toLowerCase() : name);
}
