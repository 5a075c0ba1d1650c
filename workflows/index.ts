/** Every export here is a workflow type that can be started by its name. */
import { ApplicationFailure } from '@temporalio/workflow';

export { blueGreen } from './blue-green.ts';
export { canary } from './canary.ts';
export { deliver } from './deliver.ts';
export { keeper } from './keeper.ts';
export { plan } from './plan.ts';
export { serviceLine } from './service-line.ts';
export { serviceLock } from './service-lock.ts';

/** Ends a start of an unknown type at once, where Temporal would try for ever. */
export default function unknownWorkflow(): Promise<never> {
  return Promise.reject(
    ApplicationFailure.nonRetryable(
      'this workflow type is not known. Start "blueGreen", "canary" or "plan".',
      'UnknownWorkflowType',
    ),
  );
}
