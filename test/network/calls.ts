import type { Fate } from '../support/fates.ts';

export type System = 'Marathon' | 'HAProxy' | 'Prometheus' | 'app';

/** A kind of call: its system, then method and path with a placeholder for names, or the words of HAProxy's command. */
export type Call = `${System} ${string}`;

/** A call that something becomes of. */
export interface Cell {
  readonly call: Call;
  readonly fate: Fate;
}

/** The procedures under which calls are disturbed. */
export type Scenario =
  /** the first version of a service */
  | 'first'
  /** blue-green, to the end */
  | 'release'
  /** blue-green, ended by an operator while the first batch of blue drains */
  | 'back'
  /** canary, to the end */
  | 'canary'
  /** canary, ended by a check */
  | 'canary-back';

export function callOfHttp(system: System, method: string, url: string): Call {
  const [path = '', query = ''] = url.split('?');
  const pattern = path.replace(/^\/v2\/apps\/.+$/, '/v2/apps/{app}').replace(/^\/\d+\//, '/');
  return `${system} ${method} ${pattern}${query.includes('embed=') ? '?embed' : ''}`;
}

/** What the command is about is left out, what it does is not: `set server {server} state drain`. */
export function callOfHaproxy(command: string): Call {
  const words = command.split(' ');
  const [verb = '', object = ''] = words;
  if (verb === 'set' && object === 'server') return `HAProxy set server state ${words.at(-1) ?? ''}`;
  return `HAProxy ${verb} ${object}`;
}

/**
 * Every kind of call that Pacer makes, with the procedures in which it is disturbed. A kind that passes the proxies and is not
 * here fails the test: add it, and it is disturbed like the others.
 */
export const CALLS: Readonly<Record<Call, readonly Scenario[]>> = {
  'Marathon GET /v2/apps?embed': ['release', 'canary'],
  'Marathon GET /v2/apps/{app}': ['release', 'canary'],
  'Marathon GET /v2/apps/{app}?embed': ['release', 'back', 'canary', 'canary-back'],
  'Marathon GET /v2/deployments': ['release', 'back', 'canary', 'canary-back'],
  'Marathon GET /v2/queue': ['release', 'canary'],
  'Marathon POST /v2/apps': ['release', 'canary', 'first'],
  'Marathon PUT /v2/apps/{app}': ['release', 'canary'],
  'Marathon POST /v2/tasks/delete': ['release', 'canary'],
  'Marathon DELETE /v2/apps/{app}': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy show servers': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy show stat': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy show map': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy get var': ['release', 'canary'],
  'HAProxy add server': ['release', 'canary'],
  'HAProxy enable health': ['release', 'canary'],
  'HAProxy enable server': ['release', 'canary'],
  'HAProxy set weight': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy set server state drain': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy set server state ready': ['back'],
  'HAProxy set server state maint': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy del server': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy set map': ['release', 'back', 'canary', 'canary-back'],
  'HAProxy add map': ['first', 'canary'],
  'HAProxy del map': ['canary'],
  'Prometheus GET /api/v1/query': ['canary', 'release', 'canary-back'],
  'app GET /metrics': ['release', 'back', 'canary', 'canary-back'],
};

const anywhere: readonly Fate[] = [
  'lose-request',
  'lose-answer',
  'late-request',
  'late-answer',
  'double',
  'cut-answer',
];
const overHttp: readonly Fate[] = [...anywhere, '502-undone', '502-done', '503'];

/** What can become of a call. Marathon refuses changes with 409, and answers no question with it. */
export function fatesOf(call: Call): readonly Fate[] {
  if (call.startsWith('HAProxy')) return anywhere;
  // Marathon may take one task more when this comes to it twice at once, and nothing that is sent can forbid it
  // (docs/survival.md). That the count is set right then is in test/activities/retire.test.ts.
  if (call === 'Marathon POST /v2/tasks/delete')
    return [...overHttp.filter((it) => it !== 'double'), '409-locked', '409-taken'];
  const changesMarathon = call.startsWith('Marathon') && !call.startsWith('Marathon GET');
  return changesMarathon ? [...overHttp, '409-locked', '409-taken'] : overHttp;
}
