import type { KeepDetails } from './acknowledge.ts';
import type { AnalysisInput, AnalysisResult } from './analysis-input.ts';
import { runAnalysis } from './analysis-run.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import type { TellMeasured } from './tell-measured.ts';

export function analysisActivities(targets: Targets, keep: KeepDetails, tell: TellMeasured) {
  return {
    /**
     * Measures checks when they are due and judges them. What did not pass is on Temporal's server before anything else
     * happens, so that it stays counted when the worker dies. Safe to repeat. A check that fails the analysis sends
     * everybody back first. When it is cancelled it answers `stopped`, or `failed` if that is known by then or within
     * 200 ms; when its worker ends it throws CancelledFailure.
     */
    async analyze(input: AnalysisInput): Promise<AnalysisResult> {
      return runAnalysis(targetNamed(targets, input.target), input, keep, tell);
    },
  };
}
