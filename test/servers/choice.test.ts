import { describe, expect, it } from 'vitest';
import type { Listing, Source } from '../../src/servers/catalogue.ts';
import { chooseBinary, type Sightings } from '../../src/servers/choice.ts';

const wheel: Source = {
  kind: 'wheel',
  project: 'balancer-bin',
  version: '2.8.25',
  megabytes: 4,
  sha256: [],
  binary: 'balancer',
};
const debian: Source = { kind: 'debian', project: 'balancer', megabytes: 2, binary: 'usr/sbin/balancer' };
const listing: Listing = {
  title: 'Balancer',
  purpose: 'an example',
  variable: 'PACER_BALANCER',
  command: 'balancer',
  version: { args: ['-v'], pattern: /(\d+\.\d+)/ },
  accepts: { from: '2.6' },
  sources: [wheel, debian],
  remedy: 'install Balancer',
};
const nothing: Sightings = { usable: new Set() };
const environment = { path: '/opt/balancer', version: '3.0.1' };
const path = { path: '/usr/bin/balancer', version: '2.10.0' };
const cache = { path: '/cache/balancer', version: '2.8.25', from: 'wheel balancer-bin 2.8.25', env: {} };
const all = new Set<Source['kind']>(['wheel', 'debian']);

interface Case {
  readonly title: string;
  readonly seen: Sightings;
  readonly expected: object;
  readonly range?: Listing['accepts'];
}

const cases: readonly Case[] = [
  {
    title: 'takes the environment before all else',
    seen: { environment, path, cache, usable: all },
    expected: {
      kind: 'use',
      binary: { path: '/opt/balancer', version: '3.0.1', from: 'PACER_BALANCER', env: {} },
    },
  },
  {
    title: 'does not pass over a wrong path in the environment',
    seen: { environment: { path: '/opt/none', version: undefined }, path, cache, usable: all },
    expected: { kind: 'missing', because: 'PACER_BALANCER names /opt/none, which does not run' },
  },
  {
    title: 'does not pass over an old binary in the environment',
    seen: { environment: { path: '/opt/old', version: '2.5.9' }, path, usable: all },
    expected: {
      kind: 'missing',
      because: 'PACER_BALANCER names /opt/old, which is 2.5.9 and not 2.6 or later',
    },
  },
  {
    title: 'takes PATH before the cache, and counts 2.10 as newer than 2.6',
    seen: { path, cache, usable: all },
    expected: {
      kind: 'use',
      binary: { path: '/usr/bin/balancer', version: '2.10.0', from: 'PATH', env: {} },
    },
  },
  {
    title: 'passes over an old one on PATH when the cache has a fitting one',
    seen: { path: { path: '/usr/bin/balancer', version: '1.8' }, cache, usable: all },
    expected: { kind: 'use', binary: cache },
  },
  {
    title: 'passes over one on PATH that is too new for the wanted range',
    seen: { path, cache, usable: all },
    range: { from: '2.6', below: '2.9' },
    expected: { kind: 'use', binary: cache },
  },
  {
    title: 'installs by the sources in their order when nothing is there',
    seen: { ...nothing, usable: all },
    expected: { kind: 'install', sources: [wheel, debian], because: 'not in PATH or cache' },
  },
  {
    title: 'leaves out a source that this machine cannot use',
    seen: { ...nothing, usable: new Set<Source['kind']>(['debian']) },
    expected: { kind: 'install', sources: [debian], because: 'not in PATH or cache' },
  },
  {
    title: 'says why the one on PATH does not do when it installs another',
    seen: { path: { path: '/usr/bin/balancer', version: '2.4.1' }, usable: all },
    expected: {
      kind: 'install',
      sources: [wheel, debian],
      because: 'the one in PATH is 2.4.1 and not 2.6 or later',
    },
  },
  {
    title: 'is missing when nothing is there and nothing can install it',
    seen: nothing,
    expected: { kind: 'missing', because: 'not in PATH or cache, and nothing here to install it with' },
  },
];

describe('the choice of a server binary', () => {
  it.each(cases)('$title', ({ seen, expected, range }) => {
    const accepts = range ?? listing.accepts;
    expect(chooseBinary({ ...listing, accepts }, seen)).toEqual(expected);
  });

  it('takes any version of a program that cannot say its own', () => {
    const { version, ...mute } = listing;
    expect(version).toBeDefined();
    expect(
      chooseBinary(mute, { path: { path: '/usr/bin/balancer', version: 'unknown' }, usable: all }),
    ).toEqual({
      kind: 'use',
      binary: { path: '/usr/bin/balancer', version: 'unknown', from: 'PATH', env: {} },
    });
  });
});
