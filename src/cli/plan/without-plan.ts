import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';

/** What is asked where there is no plan to agree to. Throws the error where a release would fail by it, too. */
export function questionWithoutPlan(what: string, error: unknown): string {
  if (!(error instanceof Complaint) || error.exitCode === EXIT.refused) throw error;
  return error.exitCode === EXIT.unreachable
    ? `${what} without a plan? It waits until a worker is there.`
    : `${what} without a plan? The worker looks again when it begins.`;
}
