import { nameOf, type CheckInSpec } from './canary-spec-checks.ts';
import type { StepsInSpec } from './canary-steps.ts';
import { namesStable } from './checks/placeholders.ts';
import type { Path } from './problem.ts';

/** Where a spec says that its checks are measured. */
export interface ChecksInSpec extends StepsInSpec {
  readonly checks: readonly CheckInSpec[];
  readonly analysis: {
    readonly startingStep?: number | undefined;
    readonly checks?: readonly string[] | undefined;
    readonly timeout: string;
  };
  readonly bake: { readonly duration: string; readonly checks?: readonly string[] | undefined };
}

/** Names of checks by the place where they are measured. */
export interface CheckUse {
  readonly steps: ReadonlySet<string>;
  readonly background: readonly string[];
  readonly bake: readonly string[];
}

/**
 * What the spec says and what follows from its silence: who is named nowhere is measured in the background, and the
 * background's also in the bake, but for what needs stable: it has no task left by then.
 */
export function useOfChecks(spec: ChecksInSpec): CheckUse {
  const steps = new Set(spec.steps?.flatMap((step) => step.analysis?.checks ?? []) ?? []);
  const background = spec.analysis.checks ?? spec.checks.map(nameOf).filter((name) => !steps.has(name));
  const alone = spec.checks.filter((check) => !needsStable(check)).map(nameOf);
  return { steps, background, bake: spec.bake.checks ?? background.filter((name) => alone.includes(name)) };
}

/** An analysis that is a step. */
export interface InlineAnalysis {
  readonly names: readonly string[];
  readonly path: Path;
  /** Absent: until each check has come to its end. */
  readonly duration: string | undefined;
}

export function inlineAnalyses({ steps = [] }: StepsInSpec): readonly InlineAnalysis[] {
  return steps.flatMap(({ analysis }, index) =>
    analysis === undefined
      ? []
      : [{ names: analysis.checks, path: ['steps', index, 'analysis'], duration: analysis.duration }],
  );
}

function needsStable({ vs, query = '' }: CheckInSpec): boolean {
  return vs !== undefined || namesStable(query);
}
