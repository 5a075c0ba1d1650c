import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@temporalio/activity';
import { finalReports, type AnalysisEnd } from '../src/domain/analysis-end.ts';
import type { AnalysisInput, AnalysisResult } from './analysis-input.ts';
import type { Stand } from './analysis-stand.ts';
import type { Target } from './dependencies.ts';
import { isWorthRetrying } from './failures.ts';
import { whyNobody } from './turn-back.ts';

/** The workflow turns back, too: this only must not hold up the news for long. */
const TURN_BACK_WITHIN_MS = 3_000;
const RETRY_MS = 50;

/** Sends everybody back where the analysis has failed, and then makes its result. */
export async function carryOut(
  target: Target,
  { turnBackTo }: AnalysisInput,
  { judged, seen, nowMs }: Stand,
  end: AnalysisEnd,
): Promise<AnalysisResult> {
  if (end.kind === 'failed' && turnBackTo !== undefined) await turnBack(target, turnBackTo);
  const state = { elapsedMs: nowMs, paces: seen.paces };
  return { ...end, reports: finalReports(judged, end), state };
}

/** Not ended by a cancellation: who aborts wants everybody back, too. */
async function turnBack(target: Target, to: NonNullable<AnalysisInput['turnBackTo']>): Promise<void> {
  const problem = await whyNobody(target, to);
  if (problem !== undefined) {
    log.warn('nobody is sent back at once', { problem });
    return;
  }
  const enough = AbortSignal.timeout(TURN_BACK_WITHIN_MS);
  for (;;) {
    try {
      await target.loadBalancer.turnBack(to.service, to.slot, enough);
      return;
    } catch (error) {
      if (enough.aborted || !isWorthRetrying(error)) {
        log.warn('could not send everybody back at once; the workflow does it again', { error });
        return;
      }
    }
    await sleep(RETRY_MS);
  }
}
