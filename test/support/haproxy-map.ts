import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LocalStack } from '../../src/local/stack.ts';

/** What HAProxy's map holds for a service at this moment; undefined without an entry. */
export async function readMap(
  { haproxySocket, dir }: Pick<LocalStack, 'haproxySocket' | 'dir'>,
  service: string,
): Promise<string | undefined> {
  const mapFile = `${haproxySocket.slice(0, haproxySocket.lastIndexOf('/'))}/pacer.map`;
  const socket = connect(haproxySocket);
  socket.end(`show map ${mapFile}\n`);
  const reply = await text(socket);
  if (!/^(0x|$)/.test(reply.trim())) throw new Error(`HAProxy of ${dir}: ${reply}`);
  const line = reply.split('\n').find((it) => it.split(' ')[1] === service);
  return line?.split(' ')[2];
}
