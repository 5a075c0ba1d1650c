import { readFile } from 'node:fs/promises';
import vm from 'node:vm';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import { workflowBundle } from '../../../src/worker/run-bundle.ts';

/** A limit would cost a thread for each call into the sandbox. */
const NO_LIMIT = undefined as unknown as number;

let creator: Promise<WorkflowCreator> | undefined;

/** Makes workflows of Pacer's real bundle in this process, as the SDK's own worker does. */
export function workflowCreator(activityNames: readonly string[]): Promise<WorkflowCreator> {
  creator ??= create(activityNames);
  return creator;
}

async function create(activityNames: readonly string[]): Promise<WorkflowCreator> {
  const made = await workflowBundle();
  const code = 'code' in made ? made.code : await readFile(made.codePath, 'utf8');
  const bundle = parseWorkflowCode(code);
  const script = new vm.Script(bundle.code, { filename: bundle.filename });
  // Not `ReusableVMWorkflowCreator.create`: its promise hooks, for stack traces, cost most of a run's time.
  return new ReusableVMWorkflowCreator(script, bundle, NO_LIMIT, new Set(activityNames));
}
