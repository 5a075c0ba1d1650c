import { CancellationScope } from '@temporalio/workflow';

/**
 * Calls `act` in the moment in which Temporal is told to cancel the workflow, beside whatever that ends. To be called once,
 * outside of every scope. A second cancel does nothing. `act` may schedule what is not cancelled with the rest.
 */
export function onCancelOfWorkflow(act: () => void): void {
  CancellationScope.current().cancelRequested.catch(act);
}
