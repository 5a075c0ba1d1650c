import { join } from 'node:path';
import { choosePort } from './ports.ts';
import { wantedPorts, type LocalStackOptions, type StackPorts } from './stack-options.ts';

/** Where everything of one stack is: decided before the first server starts, and the same for each restart. */
export interface StackLayout {
  /** Absolute. */
  readonly dir: string;
  /** What the servers bind to. */
  readonly host: string;
  readonly ports: StackPorts;
  readonly services: readonly { readonly name: string; readonly port: number; readonly url: string }[];
  readonly temporalAddress: string;
  /** Absent when the Temporal server is not ours. */
  readonly temporalUiUrl?: string;
  readonly marathonUrl: string;
  readonly haproxyStatsUrl: string;
  readonly prometheusUrl: string;
  readonly haproxySocket: string;
  readonly mapFile: string;
  readonly configFile: string;
  readonly launchDelayMs: number;
}

/** Throws `PortTaken` for a port that was asked for by number. */
export async function chooseLayout(
  dir: string,
  haproxy: { readonly socket: string; readonly mapFile: string },
  options: LocalStackOptions,
): Promise<StackLayout> {
  const host = options.host ?? '127.0.0.1';
  const foreignTemporal = options.temporalAddress ?? process.env['TEMPORAL_ADDRESS'];
  const serviceNames = options.services ?? ['shop'];
  const { ports, servicePorts } = await choosePorts(
    host,
    options.ports,
    serviceNames,
    foreignTemporal === undefined,
  );
  // An address that means "every interface" is not one to connect to.
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host;
  const urlOf = (port: number) => `http://${reachable}:${String(port)}`;
  return {
    dir,
    host,
    ports,
    services: servicePorts.map((port, index) => ({
      name: serviceNames[index] ?? '',
      port,
      url: urlOf(port),
    })),
    temporalAddress: foreignTemporal ?? `${reachable}:${String(ports.temporal)}`,
    ...(foreignTemporal === undefined ? { temporalUiUrl: urlOf(ports.temporalUi) } : {}),
    marathonUrl: urlOf(ports.marathon),
    haproxyStatsUrl: urlOf(ports.haproxyStats),
    prometheusUrl: urlOf(ports.prometheus),
    haproxySocket: haproxy.socket,
    mapFile: haproxy.mapFile,
    configFile: join(dir, 'pacer.yaml'),
    launchDelayMs: options.launchDelayMs ?? 0,
  };
}

async function choosePorts(
  host: string,
  asked: LocalStackOptions['ports'],
  services: readonly string[],
  withTemporal: boolean,
): Promise<{ ports: StackPorts; servicePorts: readonly number[] }> {
  const wanted = wantedPorts(asked);
  const taken = new Set<number>();
  const choose = async (port: number, purpose: string): Promise<number> => {
    const chosen = await choosePort(host, port, purpose);
    if (taken.has(chosen) && port === 0) return choose(port, purpose);
    taken.add(chosen);
    return chosen;
  };
  const servicePorts: number[] = [];
  for (const [index, service] of services.entries()) {
    const port = wanted.haproxy === 0 ? 0 : wanted.haproxy + index;
    servicePorts.push(await choose(port, `users' entry of ${service}`));
  }
  const ports: StackPorts = {
    temporal: withTemporal ? await choose(wanted.temporal, 'Temporal') : 0,
    temporalUi: withTemporal ? await choose(wanted.temporalUi, "Temporal's UI") : 0,
    marathon: await choose(wanted.marathon, 'Marathon'),
    haproxy: servicePorts[0] ?? 0,
    haproxyStats: await choose(wanted.haproxyStats, "HAProxy's page"),
    prometheus: await choose(wanted.prometheus, 'Prometheus'),
  };
  return { ports, servicePorts };
}
