import { Command, Option } from '@commander-js/extra-typings';
import {
  haproxyGlobalConfig,
  haproxyServiceConfig,
  type HaproxyServiceOptions,
} from '../../clients/haproxy/config.ts';
import { keptMap, readKept } from '../../clients/haproxy/kept.ts';
import { Complaint } from '../complaint.ts';
import { examples } from '../examples.ts';
import { namedAlways } from '../named.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export function haproxyConfigVerb() {
  return new Command('haproxy-config')
    .summary("print the part of HAProxy's configuration that a service needs")
    .description(
      "Prints the part of HAProxy's configuration that Pacer needs for a service (docs/haproxy.md): two backends, and how\n" +
        'a request chooses between them by a map. Asks and changes nothing.',
    )
    .argument('<service>', 'the service, as its spec names it', namedAlways)
    .option(
      '--map-file <path>',
      "path of the map, the same as in the worker's configuration",
      '/etc/haproxy/pacer.map',
    )
    .option(
      '--bind <address>',
      'with a frontend of its own, that listens there; without it, its lines as comments',
    )
    .addOption(
      new Option(
        '--when <condition>',
        'without --bind, where the frontend serves others, too: the ACL of its requests',
      ).conflicts('bind'),
    )
    .option('--health-path <path>', 'check servers by HTTP at this path; without it, by a connection')
    .option('--route-header <name...>', 'headers by which a canary can route requests (default: x-canary)')
    .option('--route-cookie <name...>', 'cookies by which it can (default: canary)')
    .option('--route-query <name...>', 'query parameters by which it can (default: canary)')
    .option('--sticky-header <name>', 'header by which users can stay on one version (default: x-user)')
    .option(
      '--sticky-cookie <name>',
      'cookie by which they can, given by HAProxy (default: pacer_SERVICE, with "_" for "-")',
    )
    .option(
      '--global',
      'print the global part and the defaults before it, for a HAProxy that serves nothing else',
    )
    .option(
      '--socket <place>',
      'with --global: the runtime socket, a path or tcp://host:port',
      '/run/haproxy/admin.sock',
    )
    .option('--stats-bind <address>', 'with --global: a page of statistics, with metrics at /metrics')
    .option(
      '--keep <socket>',
      'a running HAProxy, whose servers, names and lines of the map are printed, too, for a reload without a gap',
    )
    .addHelpText(
      'after',
      examples([
        'npx pacer haproxy-config shop --bind :80 --health-path /health',
        'npx pacer haproxy-config shop --when for_shop',
        'npx pacer haproxy-config shop --bind :80 --keep /run/haproxy/admin.sock --route-header x-canary x-tester',
        'npx pacer haproxy-config shop --bind :80 --global > haproxy.cfg && haproxy -c -f haproxy.cfg',
      ]),
    )
    .action(print);
}

interface Options {
  readonly mapFile: string;
  readonly bind?: string | undefined;
  readonly when?: string | undefined;
  readonly healthPath?: string | undefined;
  readonly routeHeader?: string[] | undefined;
  readonly routeCookie?: string[] | undefined;
  readonly routeQuery?: string[] | undefined;
  readonly stickyHeader?: string | undefined;
  readonly stickyCookie?: string | undefined;
  readonly global?: true | undefined;
  readonly socket: string;
  readonly statsBind?: string | undefined;
  readonly keep?: string | undefined;
}

async function print(service: string, options: Options): Promise<void> {
  const { global = false, socket, statsBind, mapFile, keep } = options;
  try {
    const whole = haproxyGlobalConfig({ socket, ...(statsBind === undefined ? {} : { statsBind }) });
    const kept = keep === undefined ? undefined : await readKept(keep, service, mapFile);
    const part = haproxyServiceConfig({
      ...kept?.names,
      ...(kept === undefined ? {} : { servers: kept.servers }),
      ...serviceOptions(service, options),
    });
    const map = kept === undefined ? '' : keptMap(service, mapFile, kept);
    process.stdout.write(`${global ? `${whole}\n` : ''}${part}${map}`);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const exitCode = exitCodes[cause.name];
    if (exitCode === undefined) throw cause;
    throw new Complaint(cause.message, exitCode, [], cause);
  }
}

const exitCodes: Readonly<Record<string, ExitCode>> = {
  HaproxyUnsafeWord: EXIT.refused,
  HaproxyRefused: EXIT.refused,
  HaproxyUnreachable: EXIT.other,
};

function serviceOptions(
  service: string,
  {
    mapFile,
    bind,
    when,
    healthPath,
    routeHeader,
    routeCookie,
    routeQuery,
    stickyHeader,
    stickyCookie,
  }: Options,
): HaproxyServiceOptions {
  return {
    service,
    mapFile,
    ...(bind === undefined ? {} : { bind }),
    ...(when === undefined ? {} : { when }),
    ...(healthPath === undefined ? {} : { healthPath }),
    ...(routeHeader === undefined ? {} : { routeHeaders: routeHeader }),
    ...(routeCookie === undefined ? {} : { routeCookies: routeCookie }),
    ...(routeQuery === undefined ? {} : { routeQueries: routeQuery }),
    ...(stickyHeader === undefined ? {} : { stickyHeader }),
    ...(stickyCookie === undefined ? {} : { stickyCookie }),
  };
}
