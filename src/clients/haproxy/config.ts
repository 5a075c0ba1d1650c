export { haproxyGlobalConfig, type HaproxyGlobalOptions } from './global-config.ts';
import type { EntryAbilities } from '../../domain/canary.ts';
import type { BackendSlot } from '../../domain/pool.ts';
import { abilitiesText, abilitiesVariable } from './abilities.ts';
import { printedAbilities, type HaproxyEntryNames } from './entry-names.ts';
import { entryChoices, entryRules } from './entry-rules.ts';
import { HaproxyUnsafeWord } from './errors.ts';
import { haproxyDefaults, type HaproxyCheck } from './settings.ts';

export interface HaproxyServiceOptions extends HaproxyEntryNames {
  readonly service: string;
  readonly mapFile: string;
  /** `address:port`: a frontend of its own. Without it its lines are printed as comments. */
  readonly bind?: string;
  /** HAProxy's condition for its requests in a frontend that serves others, too, such as the name of an ACL. */
  readonly when?: string;
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
  if (options.when !== undefined && !/^[^\n\r#"'\\]+$/.test(options.when))
    throw new HaproxyUnsafeWord('condition', options.when, 'Name an ACL of the frontend in its place.');
  const abilities = printedAbilities(options.service, options);
  return [
    ...frontend(options, abilities),
    '',
    ...marker(options.service, abilities),
    '',
    ...backend('a', options),
    '',
    ...backend('b', options),
    '',
  ].join('\n');
}

/** Content of the map file, which must be there before HAProxy starts: the share of slot b in ten-thousandths. */
export function haproxyMap(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .map(([service, shareOfB]) => `${service} ${shareOfB}\n`)
    .join('');
}

function frontend(
  { service, mapFile, bind, when }: HaproxyServiceOptions,
  abilities: EntryAbilities,
): string[] {
  const entry = { service, mapFile, abilities, ...(when === undefined ? {} : { when }) };
  const rules = entryRules(entry);
  const choices = entryChoices(entry);
  if (bind !== undefined) return [`frontend ${service}`, ...indented([`bind ${bind}`, ...rules, ...choices])];
  const others =
    when === undefined ? 'and nothing else (or else print with --when)' : `after the ACLs of "${when}"`;
  return [
    `# in the frontend that serves ${service}, ${others}:`,
    ...asComments(rules),
    '# in the same, after every http-request and before use_backend lines that others rely on:',
    ...asComments(choices),
  ];
}

/** Tells Pacer, by the runtime API, what the lines above can do. */
function marker(service: string, abilities: EntryAbilities): string[] {
  return [
    'global',
    ...indented([`set-var ${abilitiesVariable(service)} str("${abilitiesText(abilities)}")`]),
  ];
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

const asComments = (lines: readonly string[]): string[] => indented(lines).map((line) => `#${line}`);
