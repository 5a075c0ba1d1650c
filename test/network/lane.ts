import type { LocalStack } from '../../src/local/stack.ts';
import type { Fate } from '../support/fates.ts';
import { startLossyProxy } from '../support/lossy-proxy.ts';
import { startLossySocketProxy } from '../support/lossy-socket-proxy.ts';
import { callOfHaproxy, callOfHttp, type Call, type Cell, type System } from './calls.ts';

/** By then the clients of a lane have given up what is late. */
const TIMEOUTS = { http: '3s', command: '3s', lateMs: 3_500 } as const;

/** What becomes of a call; `nth` counts the calls of one kind since the lane was last told. */
export type Disturbance = (call: Call, nth: number) => Fate;

/** A way of its own to every system: a target of the worker's, whose calls are counted and disturbed. */
export interface Lane {
  readonly target: string;
  /** As it stands in the worker's configuration. */
  readonly settings: object;
  /** For the apps: what they tell of themselves goes through here. */
  readonly gaugeUrl: string;
  /** From now on; counts begin anew. */
  readonly disturb: (disturbance: Disturbance) => void;
  /** How often each kind of call was made since then. */
  readonly seen: () => ReadonlyMap<Call, number>;
  /** What was done to which call since then. */
  readonly disturbed: () => readonly Cell[];
  readonly stop: () => Promise<void>;
}

export const undisturbed: Disturbance = () => 'pass';

/** Proxies before everything that a release calls, with patience for what comes late. */
export async function startLane(target: string, stack: LocalStack): Promise<Lane> {
  let disturbance = undisturbed;
  let seen = new Map<Call, number>();
  let disturbed: Cell[] = [];
  const judge = (call: Call): Fate => {
    const nth = (seen.get(call) ?? 0) + 1;
    seen.set(call, nth);
    const fate = disturbance(call, nth);
    if (fate !== 'pass') disturbed.push({ call, fate });
    return fate;
  };
  const http = (system: System, origin: string | ((url: string) => URL)) =>
    startLossyProxy(origin, (method, _path, _nth, url) => judge(callOfHttp(system, method, url)), {
      lateMs: TIMEOUTS.lateMs,
    });
  const marathon = await http('Marathon', stack.marathonUrl);
  const prometheus = await http('Prometheus', stack.prometheusUrl);
  const gauges = await http('app', (url) => new URL(url.replace(/^\/(\d+)/, 'http://127.0.0.1:$1')));
  const haproxy = await startLossySocketProxy(
    stack.haproxySocket,
    (command) => judge(callOfHaproxy(command)),
    { lateMs: TIMEOUTS.lateMs },
  );
  return {
    target,
    settings: settingsOf(stack, marathon.url, prometheus.url, haproxy.socket),
    gaugeUrl: gauges.url,
    disturb: (next) => {
      disturbance = next;
      seen = new Map();
      disturbed = [];
    },
    seen: () => seen,
    disturbed: () => disturbed,
    stop: async () => {
      await Promise.all([marathon, prometheus, gauges, haproxy].map((it) => it.stop()));
    },
  };
}

function settingsOf(stack: LocalStack, marathonUrl: string, prometheusUrl: string, socket: string): object {
  const mapFile = stack.haproxySocket.replace(/[^/]+$/, 'pacer.map');
  return {
    marathon: { url: marathonUrl, timeout: TIMEOUTS.http },
    loadBalancer: {
      kind: 'haproxy',
      instances: [{ name: 'haproxy', socket }],
      mapFile,
      commandTimeout: TIMEOUTS.command,
    },
    prometheus: { url: prometheusUrl, timeout: TIMEOUTS.http },
  };
}
