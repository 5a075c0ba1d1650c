import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LocalStack } from '../../src/local/stack.ts';

/** What HAProxy's map holds for a service at this moment; undefined without an entry. */
export async function readMap(
  { haproxySocket, dir }: Pick<LocalStack, 'haproxySocket' | 'dir'>,
  service: string,
): Promise<string | undefined> {
  const reply = await say(haproxySocket, `show map ${mapFileOf(haproxySocket)}`);
  if (!/^(0x|$)/.test(reply.trim())) throw new Error(`HAProxy of ${dir}: ${reply}`);
  const line = reply.split('\n').find((it) => it.split(' ')[1] === service);
  return line?.split(' ')[2];
}

/** Changes an entry that is there, as somebody else than Pacer would. */
export async function writeMap(
  { haproxySocket }: Pick<LocalStack, 'haproxySocket'>,
  service: string,
  value: string,
): Promise<void> {
  const reply = await say(haproxySocket, `set map ${mapFileOf(haproxySocket)} ${service} ${value}`);
  if (reply.trim() !== '') throw new Error(reply);
}

async function say(haproxySocket: string, command: string): Promise<string> {
  const socket = connect(haproxySocket);
  socket.end(`${command}\n`);
  return text(socket);
}

function mapFileOf(haproxySocket: string): string {
  return `${haproxySocket.slice(0, haproxySocket.lastIndexOf('/'))}/pacer.map`;
}
