import type { InstanceTracker } from '../tasks/tracker.ts';

/** The deployment of an action was cancelled, by an operator or by a forced change. */
export class DeploymentCancelled extends Error {
  constructor() {
    super('The upgrade has been cancelled');
    this.name = 'DeploymentCancelled';
  }
}

/** Resolves once `reached` says so; asked at once and after every change of an instance. Throws DeploymentCancelled. */
export function until(tracker: InstanceTracker, signal: AbortSignal, reached: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let due = false;
    const end = tracker.onChange(() => {
      if (due) return;
      due = true;
      queueMicrotask(ask);
    });
    function ask(): void {
      due = false;
      if (signal.aborted) return;
      if (!reached()) return;
      end();
      resolve();
    }
    signal.addEventListener('abort', () => {
      end();
      reject(new DeploymentCancelled());
    });
    if (signal.aborted) reject(new DeploymentCancelled());
    else ask();
  });
}
