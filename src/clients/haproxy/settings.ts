export interface HaproxyInstance {
  readonly name: string;
  /** Path of a UNIX socket, or `tcp://host:port`; `level admin`. */
  readonly socket: string;
}

export interface HaproxySettings {
  /** One or more; all are kept alike. */
  readonly instances: readonly HaproxyInstance[];
  /** Path of the map as HAProxy's configuration names it. */
  readonly mapFile: string;
  readonly check: HaproxyCheck;
  /** Bounds one command on the runtime socket, connecting included. */
  readonly commandTimeoutMs: number;
}

/** Health check of a server that Pacer adds. With `fall` 1 HAProxy cannot show whether a result is a new one: take 2 or more. */
export interface HaproxyCheck {
  readonly intervalMs: number;
  /** Successes in a row that make a server alive. */
  readonly rise: number;
  /** Failures in a row that make it dead. */
  readonly fall: number;
}

export const haproxyDefaults = {
  check: { intervalMs: 500, rise: 1, fall: 2 },
  commandTimeoutMs: 3_000,
} as const;
