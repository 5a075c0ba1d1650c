#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepareNodePackages } from '../scripts/node-packages.mjs';
import { refuseOldNode } from '../scripts/node-version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

refuseOldNode();
// An image or a server has what it runs on already: only a fresh clone installs here.
if (!existsSync(new URL('../node_modules', import.meta.url))) await prepareNodePackages(root);
const { register } = await import('tsx/esm/api');
register();
await import('../src/cli/main.ts');
