import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

const POLL_MS = 100;
const HEARTBEAT_MS = 2_000;
/** Fifteen missed heartbeats: longer than any stall of a busy machine that we have seen. */
const STALE_AFTER_MS = 30_000;

/**
 * Runs `work` while no other process holds the lock directory `path`, and returns what it returned.
 * A lock whose holder died is taken over. Throws when the lock is still held after `timeoutMs`.
 */
export async function withLock(path, timeoutMs, work) {
  const owner = await acquire(path, timeoutMs);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await release(path, owner);
  }
}

async function acquire(path, timeoutMs) {
  await mkdir(dirname(path), { recursive: true });
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  const deadline = Date.now() + timeoutMs;
  while (!(await create(path, owner))) {
    await takeAwayIfAbandoned(path);
    if (Date.now() > deadline) {
      throw new Error(
        `another process has held ${path} for ${timeoutMs / 1000} s: wait for it, or remove that directory if none runs`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return owner;
}

async function create(path, owner) {
  try {
    await mkdir(path);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(path, 'owner.json'), owner);
  return true;
}

async function release(path, owner) {
  if ((await readOwner(path)) === owner) await rm(path, { recursive: true, force: true });
}

async function readOwner(path) {
  return readFile(join(path, 'owner.json'), 'utf8').catch(() => undefined);
}

async function takeAwayIfAbandoned(path) {
  const owner = await readOwner(path);
  if (!(await isAbandoned(path, owner))) return;
  const grave = `${path}.${randomUUID()}`;
  const moved = await rename(path, grave).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  // Somebody else may have taken the lock over between the look and the rename: it is theirs, give it back.
  if ((await readOwner(grave)) !== owner) await rename(grave, path).catch(() => undefined);
  await rm(grave, { recursive: true, force: true });
}

async function isAbandoned(path, owner) {
  const held = await stat(path).catch(() => undefined);
  if (held === undefined) return false;
  if (Date.now() - held.mtimeMs > STALE_AFTER_MS) return true;
  if (owner === undefined || owner === '') return false;
  const { pid, host } = JSON.parse(owner);
  return host === hostname() && !isAlive(pid);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
