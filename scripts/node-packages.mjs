import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../src/servers/lock.mjs';

const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** Makes node_modules what package-lock.json says; does nothing and prints nothing when it is. Ends the process on failure. */
export async function prepareNodePackages(root) {
  if (whyToInstall(root) === undefined) return;
  await withLock(join(root, '.pacer', 'prepare.lock'), INSTALL_TIMEOUT_MS, async () => {
    const why = whyToInstall(root);
    if (why !== undefined) await install(root, why);
  });
}

function whyToInstall(root) {
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) return 'node_modules is missing';
  const mark = join(modules, '.pacer-lock');
  const wanted = hash(root);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return undefined;
  // Installed by hand (`npm install`): the same packages need no second installation.
  if (!holdsEveryPackage(root, modules)) return 'node_modules is not what package-lock.json says';
  writeFileSync(mark, wanted);
  return undefined;
}

function hash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** npm keeps what it installed in node_modules/.package-lock.json. */
function holdsEveryPackage(root, modules) {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked)
    .filter(([path, entry]) => path !== '' && !entry.optional && !entry.devOptional)
    .every(([path, entry]) => installed[path]?.version === entry.version);
}

async function install(root, why) {
  console.error(`installing the node packages (npm ci): ${why}`);
  const { code, output } = await run(
    'npm',
    ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'],
    root,
  );
  if (code !== 0) {
    console.error(output.trim());
    console.error(`npm ci failed (exit code ${code}): mend what it says above, then try again.`);
    process.exit(1);
  }
  writeFileSync(join(root, 'node_modules', '.pacer-lock'), hash(root));
}

/** Not spawnSync: the lock's heartbeat goes on meanwhile. */
function run(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      timeout: INSTALL_TIMEOUT_MS,
      shell: process.platform === 'win32',
    });
    let output = '';
    const collect = (chunk) => (output += chunk);
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: error.code, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
