import type { Check } from '../src/domain/analysis.ts';
import type { AnalysisEnd, AnalysisMode } from '../src/domain/analysis-end.ts';
import type { AnalysisProgress } from '../src/domain/analysis-progress.ts';
import type { HealthWish } from '../src/domain/health-verdict.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { TurnBackInput } from './turn-back.ts';

export interface AnalysisInput {
  readonly target: string;
  /** `background`, `step 3` or `bake`. */
  readonly analysis: string;
  readonly checks: readonly Check[];
  readonly mode: AnalysisMode;
  /** How long the policy `wait` waits for an answer, and an analysis whose time is over for a check that is open. */
  readonly patienceMs: number;
  /** Where a failing verdict sends everybody before it is told, if enough of it serves. */
  readonly turnBackTo?: Pick<TurnBackInput, 'service' | 'slot' | 'to'>;
  /** The pool is kept meanwhile, and an app in it that stays unhealthy fails the analysis. */
  readonly keep?: KeptApp;
  /** Names of checks that a person took as good enough: being inconclusive or unanswered, they end and hold up nothing. */
  readonly acceptInconclusive?: readonly string[];
  /** Goes on where another analysis of these checks was stopped. */
  readonly from?: AnalysisProgress;
}

export interface KeptApp {
  readonly intent: PoolIntent;
  readonly appId: string;
  readonly wish: HealthWish;
  readonly toleranceMs: number;
}

export type AnalysisResult = AnalysisProgress & AnalysisEnd;
