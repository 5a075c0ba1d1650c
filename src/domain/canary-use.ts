import { nameOf, type CheckInSpec } from './canary-spec-checks.ts';
import type { StepsInSpec } from './canary-steps.ts';

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

/** What the spec says and what follows from its silence: who is named nowhere is measured in the background. */
export function useOfChecks(spec: ChecksInSpec): CheckUse {
  const steps = new Set(spec.steps?.flatMap((step) => step.analysis?.checks ?? []) ?? []);
  const background = spec.analysis.checks ?? spec.checks.map(nameOf).filter((name) => !steps.has(name));
  return { steps, background, bake: spec.bake.checks ?? background };
}
