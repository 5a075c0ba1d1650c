/** What Linux knows of the processes of a session, that is of one server with all that it started. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { execa } from 'execa';

/** Zombies left out. */
export async function pidsOfSession(session: number): Promise<number[]> {
  const { stdout } = await execa('ps', ['-o', 'pid=,stat=', '-g', String(session)], { reject: false });
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([pid, state]) => pid !== '' && state?.startsWith('Z') === false)
    .map(([pid]) => Number(pid));
}

/** Addresses on which they accept TCP connections, without ports, each once. */
export async function listeningAddresses(session: number): Promise<string[]> {
  const inodes = new Set<string>();
  for (const pid of await pidsOfSession(session)) {
    for (const fd of await readdir(`/proc/${String(pid)}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${String(pid)}/fd/${fd}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  }
  const addresses = new Set<string>();
  for (const table of ['tcp', 'tcp6']) {
    const lines = (await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')).split('\n').slice(1);
    for (const line of lines) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      if (state === '0A' && inodes.has(inode)) addresses.add(readable(local));
    }
  }
  return [...addresses].sort();
}

/** IPv4 in dotted form; IPv6 as the kernel prints it. */
function readable(local: string): string {
  const hex = local.split(':')[0] ?? '';
  if (hex.length !== 8) return hex;
  return (hex.match(/../g) ?? [])
    .reverse()
    .map((byte) => parseInt(byte, 16))
    .join('.');
}

/** Command lines of all processes that name this, which is usually a directory. */
export async function processesNaming(text: string): Promise<string[]> {
  const { stdout } = await execa('ps', ['-eo', 'args='], { maxBuffer: 50_000_000 });
  return stdout.split('\n').filter((line) => line.includes(text));
}
