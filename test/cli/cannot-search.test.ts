import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBinary } from '../../src/servers/binaries.ts';
import type { ReleaseHistory } from '../../src/cli/account/history.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { pacer, specOf } from './support/pacer.ts';

let env: TestWorkflowEnvironment;
const run = (...args: readonly string[]) => pacer(args, { TEMPORAL_ADDRESS: env.address });

/** The time-skipping server has no visibility, as a Temporal that stores none has not. */
beforeAll(async () => {
  const { path } = await findBinary('temporal-test-server');
  env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
});
afterAll(() => env.teardown());

it('history is empty, and says why and what works all the same', async () => {
  const { code, out, err } = await run('history');
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toContain('this Temporal server cannot search');
  expect(err).toContain('npx pacer show WORKFLOW_ID');
  const json = await run('history', 'shop', '--json');
  const history = JSON.parse(json.out) as ReleaseHistory;
  expect(history.releases).toEqual([]);
  expect(history.trouble).toContain('cannot search');
});

it('a release is shown by its workflow id', async () => {
  await env.client.workflow.start('blueGreen', {
    workflowId: 'mine',
    taskQueue: TASK_QUEUE,
    args: [JSON.parse(specOf('shop'))],
  });
  const { code, out } = await run('show', 'mine');
  expect(code).toBe(0);
  expect(out).toContain('shop on local: running');
  const unknown = await run('show', 'yours');
  expect(unknown.code).toBe(1);
  expect(unknown.err).toContain('"yours" is not known: this Temporal server cannot search');
});
