#!/usr/bin/env node
// Plain Node without dependencies: it runs before node_modules exists.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepareNodePackages } from './node-packages.mjs';
import { refuseOldNode } from './node-version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

refuseOldNode();
await prepareNodePackages(root);
if (process.argv.includes('--with-tests')) prepareServers('tests');
else if (process.argv.includes('--with-servers')) prepareServers('demo');

function prepareServers(purpose) {
  const { status, error } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/servers/prepare.ts', purpose],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
