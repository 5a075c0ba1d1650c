import type { OutcomeKind } from '../../../src/domain/outcome.ts';
import type { AppChange, Foreign } from '../world/foreign.ts';
import type { Did } from './cell.ts';
import type { Phase } from './phases.ts';

/** What docs/guard.md promises, as it can be seen from outside. */
interface Policy {
  readonly outcomes: readonly OutcomeKind[];
  /** The guard pauses the release. */
  readonly holds?: true;
}

/** Every wait looks each second at the latest, and the look takes a moment. */
const NAMED_WITHIN_MS = 2_500;

const GOES_ON: Policy = { outcomes: ['released'] };
const EITHER: Policy = { outcomes: ['released', 'rolled-back'] };
const TURNS_BACK: Policy = { outcomes: ['rolled-back'] };
const HOLDS: Policy = { outcomes: ['released'], holds: true };
/** Nobody to go back to, or an app that is in the way: it holds until a person ends it. */
const LEFT: Policy = { outcomes: ['failed'] };

function policyFor(foreign: Foreign, phase: Phase): Policy {
  if (!('side' in foreign)) return phase.isBack === true ? TURNS_BACK : GOES_ON;
  return foreign.side === 'blue'
    ? policyForBlue(foreign.change, phase)
    : policyForGreen(foreign.change, phase);
}

function policyForBlue(change: AppChange, { isBack, isBlueGone, isLast, isUnseen }: Phase): Policy {
  if (isBack === true) return change === 'delete' ? LEFT : TURNS_BACK;
  if (isLast === true) return GOES_ON;
  if (isBlueGone === true && change === 'scale-up') return LEFT;
  return change === 'restart' && isUnseen !== true ? HOLDS : GOES_ON;
}

function policyForGreen(change: AppChange, { isBack, isLast, isUnseen }: Phase): Policy {
  if (isBack === true) return TURNS_BACK;
  if (isLast === true) return change === 'delete' ? LEFT : GOES_ON;
  switch (change) {
    case 'kill-task':
    case 'scale-down':
    case 'scale-to-0':
      return EITHER; // by whether it is whole again within health.tolerance
    case 'restart':
      return isUnseen === true ? GOES_ON : TURNS_BACK;
    case 'lose-agent':
    case 'delete':
      return TURNS_BACK;
    case 'scale-up':
    case 'deploy':
      return GOES_ON;
  }
}

/** What can only be seen by comparing two looks of one wait. */
const COMPARED: readonly string[] = ['kill-task', 'deploy'];

/** What docs/guard.md says need not be named, or is the release's own as far as anybody can tell. */
function mayGoUnnamed(foreign: Foreign, phase: Phase): boolean {
  if (!('side' in foreign)) {
    const isOfMap = ['edit-map', 'remove-entry'].includes(foreign.change);
    if (isOfMap && (phase.yields === true || phase.isBack === true)) return true;
    // Without an entry it is as with one that gives green nothing.
    return phase.isShort === true || (foreign.change === 'remove-entry' && phase.isGreenUnused === true);
  }
  const { side, change } = foreign;
  if (side === 'green' && phase.isBack === true) return true;
  if (isActed(foreign, phase)) return true;
  if (change === 'restart') return phase.isUnseen === true;
  if (!COMPARED.includes(change)) return false;
  return (
    phase.isShort === true || phase.deploying === side || (phase.draining === side && change === 'kill-task')
  );
}

const isActed = (foreign: Foreign, { acted = [] }: Phase): boolean =>
  'side' in foreign && acted.includes(foreign.side);

/** Where what the release did, or when the status named it, differs from docs/guard.md. */
export function problemsOf(phase: Phase, foreign: Foreign, { outcome, isHeld, namedAfterMs }: Did): string[] {
  const { outcomes, holds = false } = policyFor(foreign, phase);
  const problems: string[] = [];
  if (outcome !== undefined && !outcomes.includes(outcome.kind)) {
    const why = outcome.cause?.message ?? outcome.summary;
    problems.push(`it is ${outcome.kind} (${why}), not ${outcomes.join(' or ')}`);
  }
  if (isHeld !== holds) problems.push(holds ? 'it was not held' : 'it was held');
  if (namedAfterMs === undefined && !mayGoUnnamed(foreign, phase)) problems.push('it was not named');
  if (namedAfterMs !== undefined && namedAfterMs > NAMED_WITHIN_MS && !isActed(foreign, phase))
    problems.push(`it was named only after ${namedAfterMs} ms`);
  return problems;
}
