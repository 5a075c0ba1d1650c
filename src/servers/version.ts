import { execa } from 'execa';
import type { Listing, VersionRange } from './catalogue.ts';

const VERSION_TIMEOUT_MS = 20_000;

/** Whether a dotted version lies in a range; numbers are compared as numbers. */
export function isAccepted(version: string, range: VersionRange): boolean {
  if (compareVersions(version, range.from) < 0) return false;
  return range.below === undefined || compareVersions(version, range.below) < 0;
}

/** `2.6 or later`, `2.6 or later but before 2.7` */
export function describeRange({ from, below }: VersionRange): string {
  return below === undefined ? `${from} or later` : `${from} or later but before ${below}`;
}

/** Negative when `a` is older than `b`, 0 when equal, positive when newer. */
function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The version that a program says it has; undefined when it does not run or says something else. */
export async function readVersion(
  path: string,
  version: Listing['version'],
  env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  if (version === undefined) return 'unknown';
  const { stdout, stderr } = await execa(path, version.args, {
    env,
    reject: false,
    stdin: 'ignore',
    timeout: VERSION_TIMEOUT_MS,
  });
  return version.pattern.exec(stdout)?.[1] ?? version.pattern.exec(stderr)?.[1];
}
