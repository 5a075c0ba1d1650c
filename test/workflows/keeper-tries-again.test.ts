import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Target } from '../../activities/dependencies.ts';
import { poolActivities } from '../../activities/pool.ts';
import type { PoolReading } from '../../src/domain/pool.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import { findBinary } from '../../src/servers/binaries.ts';
import { keeperId, keeping, type KeeperInput } from '../../workflows/messages-keeper.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { startOddServer } from '../clients/odd-server.ts';
import { eventually } from '../support/eventually.ts';
import { noBalancer } from '../support/no-balancer.ts';

const of = { target: 'local', service: 'shop' };
const sides = [{ appId: '/shop-a', slot: 'a', admit: 'all', withdrawn: [] }] as const;
const input: KeeperInput = {
  ...of,
  task: { kind: 'keep', since: '2026-11-28T10:00:00.000Z', intent: { ...of, portIndex: 0, sides } },
};

let temporal: TestWorkflowEnvironment;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { path } = await findBinary('temporal-test-server');
  temporal = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
}, 60_000);
afterAll(() => temporal.teardown());

/** A Marathon with no app, and a balancer that has nothing to do. */
async function aTarget(): Promise<{ readonly target: Target; readonly looks: () => number }> {
  const reading: PoolReading = { servers: [], shareOfB: {} };
  const noApp = '{"message":"App \'/shop-a\' does not exist"}';
  const server = await startOddServer((_, response) => response.writeHead(404).end(noApp));
  const target: Target = {
    marathon: createMarathon({ url: server.url }),
    loadBalancer: {
      ...noBalancer,
      read: () => Promise.resolve(reading),
      converge: () => Promise.resolve({ kind: 'settled', reading }),
    },
  };
  return { target, looks: () => server.seen.length };
}

it('what keeps a keeper from its work is tried again, at least each ten minutes, and told until it is mended', async () => {
  const targets: Record<string, Target> = {};
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    activities: poolActivities(targets),
  });
  await worker.runUntil(async () => {
    const workflowId = keeperId(of.target, of.service);
    const handle = await temporal.client.workflow.start('keeper', {
      ...{ workflowId, taskQueue: TASK_QUEUE, args: [input] },
    });
    await temporal.sleep('50m');
    expect(await handle.query(keeping)).toMatchObject({
      task: { kind: 'keep' },
      problem: expect.stringContaining('target: "local" is not in the worker\'s configuration') as string,
    });
    const { events } = await handle.fetchHistory();
    const pauses = (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
      timer ? [Number(timer.startToFireTimeout?.seconds)] : [],
    );
    expect(pauses.slice(0, 6)).toEqual([60, 120, 240, 480, 600, 600]);

    const { target, looks } = await aTarget();
    targets['local'] = target;
    // Time is not skipped while the keeper keeps: this sleep would last.
    void temporal.sleep('11m').catch(() => undefined);
    await eventually(async () => {
      expect(looks()).toBeGreaterThan(1);
      expect(await handle.query(keeping)).not.toHaveProperty('problem');
    }, 20_000);
  });
}, 90_000);
