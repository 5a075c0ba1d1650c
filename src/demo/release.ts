import type { Temporal } from '../cli/temporal/connect.ts';
import { follow } from '../cli/temporal/follow.ts';
import { startRelease } from '../cli/temporal/start-release.ts';
import type { LiveStatus } from '../cli/live-status.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { CheckedSpec } from '../domain/spec.ts';

export interface Released {
  readonly workflowId: string;
  readonly outcome: Outcome;
}

/** Thrown when the workflow ended without an outcome: it was refused or cut off. */
class NoOutcome extends Error {
  override readonly name = 'NoOutcome';

  constructor(workflowId: string, why: string) {
    super(`Workflow ${workflowId} ended without an outcome: ${why}. Run "npm run doctor", then try again.`);
  }
}

/** Starts a release as `pacer release` does and shows it until it has ended. Throws when it has no outcome or `over`. */
export async function release(
  temporal: Temporal,
  spec: CheckedSpec,
  show: (status: LiveStatus) => void,
  over: AbortSignal,
): Promise<Released> {
  const ref = await startRelease(temporal, spec, undefined);
  const ending = await follow(temporal, ref, show, over);
  if (ending.kind === 'outcome') return { workflowId: ref.workflowId, outcome: ending.outcome };
  throw new NoOutcome(ref.workflowId, ending.kind === 'cancelled' ? 'it was cancelled' : ending.message);
}
