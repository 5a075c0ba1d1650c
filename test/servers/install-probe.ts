import type { Listing } from '../../src/servers/catalogue.ts';
import { install } from '../../src/servers/install.ts';

/** A process of its own that installs the listing it is given and prints the binary as JSON. */
const listing = JSON.parse(process.argv[2] ?? '') as Listing & { version: { pattern: string } };
const version = { args: [], pattern: new RegExp(listing.version.pattern) };
const binary = await install({ ...listing, version }, listing.sources, 'a test wants it');
process.stdout.write(JSON.stringify(binary));
