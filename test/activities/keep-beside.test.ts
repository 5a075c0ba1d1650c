import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { keptBeside } from '../../activities/keep-beside.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import type { PoolIntent } from '../../src/domain/pool-intent.ts';
import { startOddServer } from '../clients/odd-server.ts';
import { eventually } from '../support/eventually.ts';
import { noBalancer } from '../support/no-balancer.ts';

const intent: PoolIntent = {
  ...{ target: 'local', service: 'shop', portIndex: 0 },
  sides: [{ appId: '/shop-a', slot: 'a', admit: 'all', withdrawn: [] }],
};

/** A Marathon that answers so, and an act that the pool is kept beside. */
async function aMarathonThatAnswers(status: number) {
  const server = await startOddServer((_, response) => response.writeHead(status).end('{}'));
  const marathon = createMarathon({ url: server.url });
  const loadBalancer = { ...noBalancer, read: () => Promise.resolve({ servers: [], shareOfB: {} }) };
  const told: LogEntry[] = [];
  const logger = new DefaultLogger('WARN', (entry) => told.push(entry));
  const beside = (act: () => Promise<unknown>) =>
    new MockActivityEnvironment({}, { logger }).run(() =>
      keptBeside({ marathon, loadBalancer }, intent, act),
    );
  return { looks: () => server.seen.length, told, beside };
}

it('the pool is looked at each second beside an act, but not where credentials are refused; told once', async () => {
  const busy = await aMarathonThatAnswers(503);
  const refusing = await aMarathonThatAnswers(401);
  const untilThreeLooks = () =>
    eventually(() => {
      expect(busy.looks()).toBe(3);
    });
  await Promise.all([busy.beside(untilThreeLooks), refusing.beside(untilThreeLooks)]);
  expect(refusing.looks()).toBe(1);
  expect(refusing.told).toHaveLength(1);
  expect(busy.told).toHaveLength(1);
});
