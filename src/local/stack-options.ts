/** Where each server listens; 0 takes any free port. */
export interface StackPorts {
  readonly temporal: number;
  readonly temporalUi: number;
  readonly marathon: number;
  /** Users' entry of the first service; a second one gets the next port. */
  readonly haproxy: number;
  readonly haproxyStats: number;
  readonly prometheus: number;
}

export interface LocalStackOptions {
  /** Made when missing. What an earlier stack left there is replaced. Default `.pacer/local` in the present directory. */
  readonly dir?: string;
  /** Default 127.0.0.1: nobody else can reach it. */
  readonly host?: string;
  /** Default: the ports people know these servers by. `any`: free ones, for a second stack or a test. */
  readonly ports?: 'any' | Partial<StackPorts>;
  /** Services that HAProxy has an entry for. Default `shop`. */
  readonly services?: readonly string[];
  /** How long our Marathon lets an instance wait for its offer. Default 0. */
  readonly launchDelayMs?: number;
  /** Address of a Temporal server to use instead of starting one. Default: TEMPORAL_ADDRESS. */
  readonly temporalAddress?: string | undefined;
}

const knownPorts: StackPorts = {
  temporal: 7233,
  temporalUi: 8233,
  marathon: 8080,
  haproxy: 8000,
  haproxyStats: 8404,
  prometheus: 9090,
};

const anyPorts: StackPorts = {
  temporal: 0,
  temporalUi: 0,
  marathon: 0,
  haproxy: 0,
  haproxyStats: 0,
  prometheus: 0,
};

export function wantedPorts(ports: LocalStackOptions['ports'] = {}): StackPorts {
  return ports === 'any' ? anyPorts : { ...knownPorts, ...ports };
}
