import type { EntryAbilities, RouteMatch } from '../../domain/canary.ts';

/** HAProxy's variable in which a configuration says what it can do for a service. */
export const abilitiesVariable = (service: string): string => `proc.pacer_${service.replaceAll('-', '_')}`;

const kinds = ['header', 'cookie', 'query'] as const satisfies readonly RouteMatch['by'][];

/** Such as `v2 header=x-canary header=x-tester sticky-header=x-user sticky-address`. A comma would end HAProxy's word. */
export function abilitiesText({ sticky, routes }: EntryAbilities): string {
  return [
    'v2',
    ...kinds.flatMap((kind) => routes[kind].map((name) => `${kind}=${name}`)),
    ...(sticky.header === undefined ? [] : [`sticky-header=${sticky.header}`]),
    ...(sticky.cookie === undefined ? [] : [`sticky-cookie=${sticky.cookie}`]),
    ...(sticky.address === undefined ? [] : ['sticky-address']),
  ].join(' ');
}

/** The reply to `get var`; undefined when the configuration is of an older or a newer kind. */
export function parseAbilities(reply: string): EntryAbilities | undefined {
  const [version, ...words] = /type=str value=<(.*)>/.exec(reply)?.[1]?.split(' ') ?? [];
  if (version !== 'v2') return undefined;
  const namesOf = (key: string): readonly string[] =>
    words.filter((word) => word.startsWith(`${key}=`)).map((word) => word.slice(key.length + 1));
  const [header] = namesOf('sticky-header');
  const [cookie] = namesOf('sticky-cookie');
  return {
    sticky: {
      ...(header === undefined ? {} : { header }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(words.includes('sticky-address') ? { address: true } : {}),
    },
    routes: { header: namesOf('header'), cookie: namesOf('cookie'), query: namesOf('query') },
  };
}

/** What all of them can do. */
export function commonAbilities(x: EntryAbilities, y: EntryAbilities): EntryAbilities {
  const both = (kind: RouteMatch['by']): readonly string[] =>
    x.routes[kind].filter((name) => y.routes[kind].includes(name));
  const { header, cookie, address } = x.sticky;
  return {
    sticky: {
      ...(header !== undefined && header === y.sticky.header ? { header } : {}),
      ...(cookie !== undefined && cookie === y.sticky.cookie ? { cookie } : {}),
      ...(address !== undefined && y.sticky.address !== undefined ? { address } : {}),
    },
    routes: { header: both('header'), cookie: both('cookie'), query: both('query') },
  };
}
