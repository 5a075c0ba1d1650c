import type { Check, Condition, MeasurementPhase } from '../../src/domain/analysis.ts';

/** Measured once, tolerates nothing and has no condition, but for what a test wants different. */
export function aCheck(different: Partial<Check> = {}): Check {
  return {
    name: 'errors',
    query: 'error_rate',
    initialDelayMs: 0,
    failureLimit: 0,
    inconclusiveLimit: 0,
    consecutiveErrorLimit: 4,
    consecutiveSuccessLimit: 0,
    dryRun: false,
    onNoData: 'wait',
    onError: 'wait',
    ...different,
  };
}

/** A condition as a spec writes it: `>= 0.99`, or several joined by `and`. */
export function when(text: string): Condition {
  const comparisons = text.split(' and ').map((part) => {
    const [operator = '', value] = part.trim().split(' ');
    return { operator: operator as Condition['comparisons'][number]['operator'], value: Number(value) };
  });
  return { text, comparisons };
}

/** Measurements, one letter each: successful, failed, inconclusive, no-data, error. */
export function phasesOf(letters: string): readonly MeasurementPhase[] {
  return Array.from(letters, (letter) => {
    const phase = PHASES.find((it) => it.startsWith(letter));
    if (phase === undefined) throw new Error(`no measurement begins with "${letter}"`);
    return phase;
  });
}

const PHASES: readonly MeasurementPhase[] = ['successful', 'failed', 'inconclusive', 'no-data', 'error'];
