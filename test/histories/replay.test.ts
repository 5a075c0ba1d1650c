import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
const files = (await readdir(folder, { recursive: true })).filter((it) => it.endsWith('.json')).toSorted();

let workflowBundle: Awaited<ReturnType<typeof bundleWorkflowCode>>;
beforeAll(async () => {
  workflowBundle = await bundleWorkflowCode({ workflowsPath });
}, 60_000);

it('has histories to replay', () => {
  expect(files.length).toBeGreaterThanOrEqual(4);
});

it.each(files)('the present workflows replay %s', async (file) => {
  const history = historyFromJSON(JSON.parse(await readFile(`${folder}${file}`, 'utf8')));
  // A keeper looks at its id. Older servers do not tell it.
  const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  await Worker.runReplayHistory({ workflowBundle }, history, workflowId || 'recorded');
});
