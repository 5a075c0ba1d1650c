import type { Binary, BinaryName } from './binary.ts';
import { catalogue } from './catalogue.ts';
import { chooseBinary } from './choice.ts';
import { install } from './install.ts';
import { look } from './look.ts';
import { ServerMissing } from './server-missing.ts';

export type { Binary, BinaryName } from './binary.ts';
export { ServerMissing } from './server-missing.ts';

/**
 * The binary to start for a server: from its environment variable, PATH, our cache, or newly installed into the cache
 * (which says so on stderr and may take a minute). Safe to call from several processes at once.
 * Throws ServerMissing with what to install.
 */
export async function findBinary(name: BinaryName): Promise<Binary> {
  const listing = catalogue[name];
  const choice = chooseBinary(listing, await look(listing));
  switch (choice.kind) {
    case 'use':
      return choice.binary;
    case 'install':
      return install(listing, choice.sources, choice.because);
    case 'missing':
      throw new ServerMissing(listing.title, choice.because, listing.remedy);
  }
}

/** The binary that findBinary would give without installing anything; undefined when there is none. */
export async function findInstalledBinary(name: BinaryName): Promise<Binary | undefined> {
  const listing = catalogue[name];
  const choice = chooseBinary(listing, await look(listing));
  return choice.kind === 'use' ? choice.binary : undefined;
}
