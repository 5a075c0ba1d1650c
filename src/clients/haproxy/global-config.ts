export interface HaproxyGlobalOptions {
  /** Path of the runtime socket, or `tcp://host:port`. Whoever reaches it commands HAProxy. */
  readonly socket: string;
  /** `address:port` of the page of statistics, with Prometheus metrics at /metrics. */
  readonly statsBind?: string;
  readonly maxConnections?: number;
}

/** The global and default part of HAProxy's configuration as Pacer needs it, for a HAProxy that serves nothing else. */
export function haproxyGlobalConfig({
  socket,
  statsBind,
  maxConnections = 2_000,
}: HaproxyGlobalOptions): string {
  return [
    'global',
    `    stats socket ${statsSocket(socket)} level admin expose-fd listeners`,
    `    maxconn ${maxConnections}`,
    '    # after a reload, the old process ends its requests; at the latest then',
    '    hard-stop-after 10m',
    '',
    'defaults',
    '    mode http',
    '    timeout connect 2s',
    '    timeout client 60s',
    '    timeout server 60s',
    '    timeout queue 10s',
    '    timeout check 2s',
    '    timeout http-request 10s',
    '    timeout http-keep-alive 30s',
    '    timeout tunnel 1h',
    '    # a reload waits for a request on idle connections and then closes them, so that no client writes into a closed one',
    '    option idle-close-on-response',
    '    http-reuse safe',
    '    # repeated only when the connection failed, so that no server has seen the request; at once, on another server',
    '    retries 3',
    '    retry-on conn-failure',
    '    option redispatch 1',
    '',
    ...(statsBind === undefined ? [] : statistics(statsBind)),
  ].join('\n');
}

function statsSocket(socket: string): string {
  return socket.startsWith('tcp://') ? socket.slice('tcp://'.length) : `${socket} mode 600`;
}

const statistics = (bind: string): string[] => [
  'frontend pacer_statistics',
  `    bind ${bind}`,
  '    http-request use-service prometheus-exporter if { path /metrics }',
  '    stats enable',
  '    stats uri /',
  '    stats refresh 2s',
  '',
];
