import type { CheckedSpec } from '../../domain/spec.ts';
import { Complaint, renderComplaint } from '../complaint.ts';
import { confirmed, terminalToAsk, type Terminal } from '../confirm.ts';
import { EXIT } from '../exit-codes.ts';
import { printLines } from '../print.ts';
import type { Temporal } from '../temporal/connect.ts';
import { askForPlan } from './ask-for-plan.ts';
import { renderPreview } from './render.ts';
import { questionWithoutPlan } from './without-plan.ts';

const WITHOUT_PLAN = 'without a plan and a question add: --yes';

/**
 * Returns when a release may be started: in a script at once, at a terminal once the person there has seen the plan and
 * says yes. Throws Complaint for a no, and where something stands in the way.
 */
export async function agreed(temporal: Temporal, spec: CheckedSpec): Promise<void> {
  const terminal = terminalToAsk();
  if (terminal === undefined) return;
  const what = `release "${spec.service}" on target "${spec.target}"`;
  const question = await shownPlan(temporal, spec, terminal, what);
  if (await confirmed(question, terminal)) return;
  throw new Complaint('nothing was started', EXIT.other, [WITHOUT_PLAN]);
}

/** Shows the plan, or why there is none. Returns what is to be asked. */
async function shownPlan(
  temporal: Temporal,
  spec: CheckedSpec,
  terminal: Terminal,
  what: string,
): Promise<string> {
  try {
    const preview = await askForPlan(temporal, spec);
    printLines(renderPreview(preview), process.stderr);
    if (!preview.blocked) return `${what} by this plan?`;
  } catch (error) {
    const question = questionWithoutPlan(what, error);
    const said = renderComplaint(new Complaint((error as Error).message, EXIT.other, [WITHOUT_PLAN]));
    terminal.output.write(`${said}\n`);
    return question;
  }
  throw new Complaint('nothing was started: see above what stands in the way', EXIT.refused, [
    'start it all the same, and let the worker decide, with: --yes',
  ]);
}
