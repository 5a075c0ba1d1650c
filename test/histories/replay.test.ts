import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
const files = (await readdir(folder, { recursive: true })).filter((it) => it.endsWith('.json')).toSorted();
const histories = await Promise.all(files.map(read));

async function read(file: string) {
  const history = historyFromJSON(JSON.parse(await readFile(`${folder}${file}`, 'utf8')));
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  // A keeper looks at its id. Older servers do not tell it.
  return {
    file,
    history,
    workflowId: started?.workflowId || 'recorded',
    runId: started?.originalExecutionRunId,
  };
}

/** By the run's id: what came of its replay. All by one worker, which is much quicker than one for each. */
const replayed = new Map<string, Error | undefined>();
beforeAll(async () => {
  const workflowBundle = await bundleWorkflowCode({ workflowsPath });
  for await (const { runId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
    replayed.set(runId, error);
}, 180_000);

it('has histories to replay, each of a run of its own', () => {
  expect(files.length).toBeGreaterThanOrEqual(4);
  expect(replayed.size).toBe(files.length);
});

it.each(histories)('the present workflows replay $file', ({ runId }) => {
  expect(replayed.has(runId ?? '')).toBe(true);
  expect(replayed.get(runId ?? '')).toBeUndefined();
});
