import type { CheckedBlueGreenSpec } from '../../domain/spec.ts';
import { checkCanarySpec, checkSpec, renderSpecProblems } from '../../domain/spec-errors.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Procedure } from '../../domain/status.ts';
import { undoSpec } from '../../domain/undo-spec.ts';
import { AFTER_CUT_OFF, type Ending } from '../temporal/ending.ts';

export type Undoing =
  | { readonly kind: 'release'; readonly spec: CheckedBlueGreenSpec; readonly undone: Outcome }
  /** `why` in one sentence, then what can be done instead */
  | { readonly kind: 'nothing'; readonly why: string; readonly next: readonly string[] };

/** A release that has ended, as Temporal keeps it. */
export interface Ended {
  readonly procedure: Procedure;
  /** What its workflow was started with. */
  readonly input: unknown;
  readonly ending: Ending;
}

const BY_FILE = 'release a spec of the version that you want back: npx pacer release FILE --watch';

/** How a release that has ended is undone, or why there is nothing to undo. */
export function undoingOf({ procedure, input, ending }: Ended): Undoing {
  if (ending.kind !== 'outcome') return nothing(WITHOUT_OUTCOME[ending.kind], NEXT[ending.kind]);
  const { outcome } = ending;
  const { kind, service, previous } = outcome;
  if (kind === 'rolled-back' || kind === 'aborted') return wentBack(outcome);
  if (kind === 'failed')
    return nothing('it failed, and somebody has to look first', [outcome.nextStep ?? outcome.summary]);
  if (outcome.removed === undefined)
    return nothing(`it was the first release of "${service}": there is no version before it`, [BY_FILE]);
  if (previous === undefined)
    return nothing(`it did not keep the definition of ${outcome.removed}, which served before`, [BY_FILE]);
  const check = procedure === 'canary' ? checkCanarySpec(input) : checkSpec(input);
  if (check.kind === 'invalid')
    return nothing('its own spec is no longer one that can be released', [
      ...linesOf(renderSpecProblems(check.problems)),
      BY_FILE,
    ]);
  const undo = undoSpec(check.spec, previous, outcome.serving?.instances);
  switch (undo.kind) {
    case 'spec':
      return { kind: 'release', spec: undo.spec, undone: outcome };
    case 'left-out':
      return nothing(
        `the version before it had fields that look like secrets and are not kept: ${undo.fields.join(', ')}`,
        [`they have to be given again: ${BY_FILE}`],
      );
    case 'invalid':
      return nothing('the version before it cannot be released as it was', [
        ...linesOf(renderSpecProblems(undo.problems)),
        BY_FILE,
      ]);
  }
}

const WITHOUT_OUTCOME = {
  refused: 'it was refused and has changed nothing',
  cancelled: 'it was cancelled before it began and has changed nothing',
  'cut-off': 'it was cut off half-way: somebody ended its workflow',
} as const;

const BEFORE_IT = 'an earlier one: npx pacer history, then npx pacer undo --workflow-id RELEASE';

const NEXT = {
  refused: [BEFORE_IT],
  cancelled: [BEFORE_IT],
  'cut-off': AFTER_CUT_OFF,
} as const;

function wentBack({ kind, summary }: Outcome): Undoing {
  const how = kind === 'aborted' ? 'was aborted' : 'rolled back';
  return nothing(`it ${how} and has been undone by that: ${summary}`, [BEFORE_IT]);
}

function nothing(why: string, next: readonly string[]): Undoing {
  return { kind: 'nothing', why, next };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n');
}
