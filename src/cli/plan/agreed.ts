import type { CheckedSpec } from '../../domain/spec.ts';
import { Complaint } from '../complaint.ts';
import { confirmed, terminalToAsk, type Terminal } from '../confirm.ts';
import { EXIT } from '../exit-codes.ts';
import { printLines } from '../print.ts';
import type { Temporal } from '../temporal/connect.ts';
import { askForPlan } from './ask-for-plan.ts';
import { renderPreview } from './render.ts';

/**
 * Returns when a release may be started: in a script at once, at a terminal once the person there has seen the plan and
 * says yes. Throws Complaint for a no, and where something stands in the way.
 */
export async function agreed(temporal: Temporal, spec: CheckedSpec): Promise<void> {
  const terminal = terminalToAsk();
  if (terminal === undefined) return;
  const what = `release "${spec.service}" on target "${spec.target}"`;
  const question = (await isPlanShown(temporal, spec, terminal))
    ? `${what} by this plan?`
    : `${what} without a plan? It waits until a worker is there.`;
  if (await confirmed(question, terminal)) return;
  throw new Complaint('nothing was started', EXIT.other, ['without a plan and a question add: --yes']);
}

/** false: no worker is there to make one, and the release would wait for it. */
async function isPlanShown(temporal: Temporal, spec: CheckedSpec, terminal: Terminal): Promise<boolean> {
  try {
    const preview = await askForPlan(temporal, spec);
    printLines(renderPreview(preview), process.stderr);
    if (!preview.blocked) return true;
  } catch (error) {
    if (!(error instanceof Complaint) || error.exitCode !== EXIT.unreachable) throw error;
    terminal.output.write(`${error.message}\n`);
    return false;
  }
  throw new Complaint('nothing was started: see above what stands in the way', EXIT.refused, [
    'start it all the same, and let the worker decide, with: --yes',
  ]);
}
