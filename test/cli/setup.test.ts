import { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAccounted } from '../../src/cli/account/start-account.ts';
import type { Temporal } from '../../src/cli/temporal/connect.ts';
import { checkSpec } from '../../src/domain/spec-errors.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { pacer, specOf } from './support/pacer.ts';
import { startScriptedTemporal, type ScriptedTemporal } from './support/scripted-worker.ts';

/** Temporal's number of the type. */
const TEXT = 1;

let scripted: ScriptedTemporal;
let temporal: Temporal;
const run = (...args: readonly string[]) => pacer(args, { TEMPORAL_ADDRESS: scripted.env.address });

beforeAll(async () => {
  scripted = await startScriptedTemporal();
  const { connection, address } = scripted.env;
  const settings = { address, namespace: 'default', connectionOptions: { address } };
  temporal = { client: new Client({ connection, namespace: 'default' }), settings };
});
afterAll(() => scripted.stop());

async function released(workflowId: string) {
  const check = checkSpec(JSON.parse(specOf('good')));
  if (check.kind !== 'ok') throw new Error('the spec is wrong');
  const remark = { by: 'ann', reason: 'a fix' };
  const handle = await startAccounted(temporal, check.spec, remark, (account) =>
    temporal.client.workflow.start('blueGreen', {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: [check.spec],
      ...account,
    }),
  );
  await handle.result();
  return handle.describe();
}

it('a release goes without search attributes where there are none, and keeps who and why', async () => {
  const { memo, typedSearchAttributes } = await released('without');
  expect(memo).toEqual({ by: 'ann', reason: 'a fix' });
  expect(typedSearchAttributes.getAll().map(({ key }) => key.name)).not.toContain('PacerService');
});

it('setup creates them, once', async () => {
  const { code, out, err } = await run('setup');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(
    'created in namespace "default": PacerService, PacerTarget, PacerProcedure, PacerOutcome',
  );
  const again = await eventually(async () => {
    const said = await run('setup', '--json');
    expect(JSON.parse(said.out)).toMatchObject({ namespace: 'default', created: [] });
    return said;
  }, 30_000);
  expect(again.code).toBe(0);
});

it('a release is then found by them, with its outcome', async () => {
  const query = 'PacerService = "good" AND PacerTarget = "local" AND PacerProcedure = "blue-green"';
  await eventually(async () => {
    await released('with');
    const found = await temporal.client.workflow.count(`${query} AND PacerOutcome = "released"`);
    expect(found.count).toBeGreaterThan(0);
  }, 30_000);
  expect((await run('history', 'good')).out).toMatch(/with$/m);
});

it('setup says what is in the way of one with another type', async () => {
  const namespace = 'idle';
  const { operatorService } = scripted.env.connection;
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries([['PacerService', TEXT]]),
  });
  await eventually(async () => {
    const { code, err } = await pacer(['setup'], {
      TEMPORAL_ADDRESS: scripted.env.address,
      TEMPORAL_NAMESPACE: namespace,
    });
    expect(code).toBe(2);
    expect(err).toContain('PacerService is there, but its type is not Keyword');
    expect(err).toContain('temporal operator search-attribute remove --name PacerService');
  }, 30_000);
});
