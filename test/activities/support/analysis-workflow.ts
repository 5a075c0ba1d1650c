import { CancellationScope, condition, defineSignal, setHandler } from '@temporalio/workflow';
import type { AnalysisInput, AnalysisResult } from '../../../activities/index.ts';
import { acting } from '../../../workflows/acting.ts';

export const stop = defineSignal('stop');

/** Runs one analysis and answers what came of it; `stop` cancels it, and waits for what it says. */
export async function analyzeOnce(input: AnalysisInput): Promise<AnalysisResult> {
  const measuring = new CancellationScope();
  let stopped = false;
  setHandler(stop, () => {
    stopped = true;
  });
  void condition(() => stopped).then(() => {
    measuring.cancel();
  });
  return measuring.run(() => acting('measure', 600_000).analyze(input));
}
