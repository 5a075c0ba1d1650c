import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';

const workflowsPath = fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url));

/** The least that V8 takes for a limit at all: without one each call into the sandbox is twice as fast. */
const NO_LIMIT = undefined as unknown as number;

let creator: Promise<WorkflowCreator> | undefined;

/** Makes workflows of Pacer's real bundle in this process, as the SDK's own worker does. */
export function workflowCreator(activityNames: readonly string[]): Promise<WorkflowCreator> {
  creator ??= create(activityNames);
  return creator;
}

async function create(activityNames: readonly string[]): Promise<WorkflowCreator> {
  const logger = new DefaultLogger('ERROR');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger });
  const bundle = parseWorkflowCode(code);
  const script = new vm.Script(bundle.code, { filename: bundle.filename });
  // Not `ReusableVMWorkflowCreator.create`: its promise hooks, for stack traces, cost most of a run's time.
  return new ReusableVMWorkflowCreator(script, bundle, NO_LIMIT, new Set(activityNames));
}
