export { haproxyGlobalConfig, type HaproxyGlobalOptions } from './global-config.ts';
import type { BackendSlot } from '../../domain/pool.ts';
import { HaproxyUnsafeWord } from './errors.ts';
import { haproxyDefaults, type HaproxyCheck } from './settings.ts';

export interface HaproxyServiceOptions {
  readonly service: string;
  readonly mapFile: string;
  /** `address:port`: a frontend that serves this service alone. Without it its lines are printed as comments. */
  readonly bind?: string;
  /** Path of the HTTP health check; absent: a server counts as alive when it accepts a connection. */
  readonly healthPath?: string;
  /** Servers that a restart or reload of HAProxy is to find again; those added at run time are forgotten then. */
  readonly servers?: readonly {
    readonly slot: BackendSlot;
    readonly name: string;
    readonly address: string;
  }[];
  readonly check?: HaproxyCheck;
}

/** HAProxy's configuration for one service: two backends, and how a request chooses between them by the map. */
export function haproxyServiceConfig(options: HaproxyServiceOptions): string {
  for (const word of [options.service, options.mapFile, options.bind, options.healthPath]) {
    if (word !== undefined && !/^[^\s#"'\\]+$/.test(word))
      throw new HaproxyUnsafeWord('configuration word', word);
  }
  return [...frontend(options), '', ...backend('a', options), '', ...backend('b', options), ''].join('\n');
}

/** Content of the map file, which must be there before HAProxy starts: the share of slot b in ten-thousandths. */
export function haproxyMap(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .map(([service, shareOfB]) => `${service} ${shareOfB}\n`)
    .join('');
}

function frontend({ service, mapFile, bind }: HaproxyServiceOptions): string[] {
  const a = `${service}_a`;
  const b = `${service}_b`;
  const rules = [
    `acl ${a}_serves nbsrv(${a}) gt 0`,
    `acl ${b}_serves nbsrv(${b}) gt 0`,
    `# the map holds the share of ${b} in ten-thousandths; without an entry it is 0`,
    `http-request set-var(txn.pacer_share) str(${service}),map_str_int(${mapFile},0)`,
    'http-request set-var(txn.pacer_draw) rand(10000)',
    `acl ${b}_drawn var(txn.pacer_draw),sub(txn.pacer_share) lt 0`,
    '# a backend without a usable server is not chosen while the other has one; the draw alone decides when neither',
    '# seems to have one, which is so in the old process after a reload, where nbsrv is 0 and servers still answer',
    `use_backend ${b} if ${b}_drawn ${b}_serves or ${b}_drawn !${a}_serves`,
    `use_backend ${b} if !${a}_serves ${b}_serves`,
    `default_backend ${a}`,
  ];
  if (bind !== undefined) return [`frontend ${service}`, ...indented([`bind ${bind}`, ...rules])];
  return [`# in the frontend that serves ${service}:`, ...indented(rules).map((line) => `#${line}`)];
}

function backend(slot: BackendSlot, options: HaproxyServiceOptions): string[] {
  const { service, healthPath, servers = [], check = haproxyDefaults.check } = options;
  const checked = `check inter ${check.intervalMs}ms rise ${check.rise} fall ${check.fall}`;
  return [
    `backend ${service}_${slot}`,
    ...indented([
      ...(healthPath === undefined
        ? []
        : ['option httpchk', `http-check send meth GET uri ${healthPath} ver HTTP/1.1 hdr Host ${service}`]),
      ...servers
        .filter((server) => server.slot === slot)
        .map(({ name, address }) => `server ${name} ${address} ${checked}`),
    ]),
  ];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `    ${line}`);
