import { access } from 'node:fs/promises';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { BinaryName } from './binary.ts';
import { catalogue } from './catalogue.ts';
import { chooseBinary } from './choice.ts';
import { findOnPath, look } from './look.ts';
import { readVersion } from './version.ts';

const PROBE_TIMEOUT_MS = 5_000;
const pythonVersion = { args: ['--version'], pattern: /^Python (\d+\.\d+\.\d+)/ };

/** One thing that Pacer runs on. */
export interface Finding {
  readonly name: string;
  readonly required: boolean;
  readonly state: 'found' | 'installable' | 'missing';
  readonly version?: string;
  readonly path?: string;
  /** Where it was found; or what will install it; or what to do. */
  readonly note: string;
}

const servers: readonly { readonly name: BinaryName; readonly required: boolean }[] = [
  { name: 'temporal', required: true },
  { name: 'haproxy', required: true },
  { name: 'prometheus', required: true },
  { name: 'temporal-test-server', required: false },
  { name: 'haproxy-2.6', required: false },
  { name: 'tctl', required: false },
];

/** Looks at everything that Pacer runs on. Installs and changes nothing. */
export async function checkUp(env: NodeJS.ProcessEnv = process.env): Promise<readonly Finding[]> {
  const address = env['TEMPORAL_ADDRESS'];
  return Promise.all([
    Promise.resolve(node()),
    nodePackages(),
    ...servers.map(({ name, required }) =>
      name === 'temporal' && address ? temporalAt(address) : server(name, required, env),
    ),
    python(env),
  ]);
}

function node(): Finding {
  return {
    name: 'node',
    required: true,
    state: 'found',
    version: process.versions.node,
    path: process.execPath,
    note: 'runs this',
  };
}

async function nodePackages(): Promise<Finding> {
  const path = fileURLToPath(new URL('../../node_modules', import.meta.url));
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return {
    name: 'node packages',
    required: true,
    state: there ? 'found' : 'missing',
    path,
    note: there ? 'package-lock.json' : 'npm ci installs them, as npm test and npm run demo do by themselves',
  };
}

async function server(name: BinaryName, required: boolean, env: NodeJS.ProcessEnv): Promise<Finding> {
  const listing = catalogue[name];
  const choice = chooseBinary(listing, await look(listing, env));
  switch (choice.kind) {
    case 'use': {
      const { path, version, from } = choice.binary;
      return { name, required, state: 'found', version, path, note: from };
    }
    case 'install':
      return {
        name,
        required,
        state: 'installable',
        note: 'not here yet: the demo or the tests install it when they need it',
      };
    case 'missing':
      return { name, required, state: 'missing', note: `${choice.because}: ${listing.remedy}` };
  }
}

async function temporalAt(address: string): Promise<Finding> {
  const answers = await accepts(address);
  return {
    name: 'temporal',
    required: true,
    state: answers ? 'found' : 'missing',
    path: address,
    note: answers
      ? 'TEMPORAL_ADDRESS'
      : 'TEMPORAL_ADDRESS: nothing listens there; start that server or unset the variable',
  };
}

function accepts(address: string): Promise<boolean> {
  const [, host, port] = /^(?:\w+:\/\/)?(.+):(\d+)$/.exec(address) ?? [];
  if (host === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({
      host: host.replace(/^\[|\]$/g, ''),
      port: Number(port),
      timeout: PROBE_TIMEOUT_MS,
    });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      end(true);
    });
    socket.once('timeout', () => {
      end(false);
    });
    socket.once('error', () => {
      end(false);
    });
  });
}

async function python(env: NodeJS.ProcessEnv): Promise<Finding> {
  const path = await findOnPath('python3', env);
  const version = path === undefined ? undefined : await readVersion(path, pythonVersion);
  if (path === undefined || version === undefined) {
    return {
      name: 'python3',
      required: false,
      state: 'missing',
      note: 'fetches wheels and runs the Marathon conformance suite: install it (Debian, Ubuntu: apt-get install python3-pip)',
    };
  }
  return { name: 'python3', required: false, state: 'found', version, path, note: 'PATH' };
}
