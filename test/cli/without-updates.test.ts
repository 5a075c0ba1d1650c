import { afterAll, beforeAll, expect, it } from 'vitest';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { pacer, specOf } from './support/pacer.ts';
import { startScriptedTemporal, type ScriptedTemporal } from './support/scripted-worker.ts';

let temporal: ScriptedTemporal;

beforeAll(async () => {
  temporal = await startScriptedTemporal([
    '--dynamic-config-value',
    'frontend.enableUpdateWorkflowExecution=false',
  ]);
});
afterAll(() => temporal.stop());

it('a command is a signal where a namespace has updates switched off', async () => {
  const handle = await temporal.env.client.workflow.start('blueGreen', {
    workflowId: 'by-hand',
    taskQueue: TASK_QUEUE,
    args: [JSON.parse(specOf('shop'))],
  });
  await eventually(async () => {
    expect(await handle.query('status')).toMatchObject({ state: 'waiting-for-approval' });
  }, 30_000);
  const { code, out, err } = await pacer(['approve', 'shop', '--json'], {
    TEMPORAL_ADDRESS: temporal.env.address,
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({ through: 'signal', effect: 'approve' });
  expect(await handle.result()).toMatchObject({ kind: 'released' });
});
