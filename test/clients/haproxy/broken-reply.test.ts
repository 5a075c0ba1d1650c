import { afterEach, describe, expect, it } from 'vitest';
import { HaproxyUnreachable } from '../../../src/clients/haproxy/errors.ts';
import { runtimeApi } from '../../../src/clients/haproxy/runtime-api.ts';
import type { Fate } from '../../support/fates.ts';
import { startLossySocketProxy, type LossySocketProxy } from '../../support/lossy-socket-proxy.ts';
import { openShop, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();
let proxy: LossySocketProxy | undefined;
afterEach(() => proxy?.stop());

const commands = [
  'show stat shop_a 4 -1',
  'show servers state shop_a',
  'get var proc.nothing',
  'set weight shop_a/none 1',
];

describe.each(['2.6', '2.8'] as const)('a reply of HAProxy %s', (version) => {
  it('is taken as a whole or not at all, however its stream ends', async () => {
    const { haproxy } = await openShop(version);
    let fate: Fate = 'pass';
    proxy = await startLossySocketProxy(haproxy.socket, () => fate);
    const ask = runtimeApi({ name: 'lb1', socket: proxy.socket }, 3_000);
    const known = [...commands, `show map ${haproxy.mapFile}`, `set map ${haproxy.mapFile} shop 7`];
    for (const command of known) await ask(command);
    for (fate of ['cut-answer', 'lose-answer', 'lose-request'] as const)
      for (const command of known) await expect(ask(command)).rejects.toThrow(HaproxyUnreachable);
  });
});
