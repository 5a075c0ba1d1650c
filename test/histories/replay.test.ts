import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
const files = (await readdir(folder, { recursive: true })).filter((it) => it.endsWith('.json')).toSorted();

it('has histories to replay', () => {
  expect(files.length).toBeGreaterThanOrEqual(4);
});

it.each(files)('the present workflows replay %s', async (file) => {
  const history = historyFromJSON(JSON.parse(await readFile(`${folder}${file}`, 'utf8')));
  await Worker.runReplayHistory({ workflowsPath }, history, 'recorded');
});
