import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Thrown when another stack lives in the directory. */
export class StackAlreadyRuns extends Error {
  override readonly name = 'StackAlreadyRuns';

  constructor(dir: string, pid: number) {
    super(`A local stack runs in ${dir} (process ${String(pid)}). End it, or choose another directory.`);
  }
}

/** What a stack writes below its directory; nothing else there is ever touched. */
const ours = ['logs', 'temporal', 'marathon', 'haproxy', 'prometheus', 'pacer.yaml'];

/** Takes the directory for this process and clears what an earlier stack left. Throws `StackAlreadyRuns`. */
export async function takeDirectory(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const pidFile = join(dir, 'stack.pid');
  const holder = Number(await readFile(pidFile, 'utf8').catch(() => '0'));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) throw new StackAlreadyRuns(dir, holder);
  await Promise.all(ours.map((name) => rm(join(dir, name), { recursive: true, force: true })));
  await writeFile(pidFile, String(process.pid));
}

export async function leaveDirectory(dir: string): Promise<void> {
  await rm(join(dir, 'stack.pid'), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A UNIX socket's path has 107 bytes at most, and HAProxy adds some 15 of its own while it binds. */
const longestDir = 75;

/** Where HAProxy's socket and map are. */
export interface HaproxyPlace {
  readonly socket: string;
  readonly mapFile: string;
  readonly remove: () => Promise<void>;
}

/** In the stack's directory, or in a short one of its own when HAProxy could not spell the path. */
export async function haproxyPlace(dir: string): Promise<HaproxyPlace> {
  const inside = join(dir, 'haproxy');
  if (Buffer.byteLength(inside) <= longestDir && /^[\w./+-]+$/.test(inside)) {
    await mkdir(inside, { recursive: true });
    return { ...filesIn(inside), remove: () => Promise.resolve() };
  }
  const short = await mkdtemp(join(tmpdir(), 'pacer-'));
  return { ...filesIn(short), remove: () => rm(short, { recursive: true, force: true }) };
}

const filesIn = (dir: string) => ({ socket: join(dir, 'admin.sock'), mapFile: join(dir, 'pacer.map') });
