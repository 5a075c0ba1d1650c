import { cancellationSignal } from '@temporalio/activity';
import { judgeCheck, type QueryAnswer } from '../src/domain/bake-check.ts';
import { guardedWish } from '../src/domain/guard.ts';
import type { HealthWish } from '../src/domain/health-verdict.ts';
import type { Cause } from '../src/domain/outcome.ts';
import type { BakeRule } from '../src/domain/plan.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import { afterGap, judgeSteadiness, type Steadiness } from '../src/domain/steadiness.ts';
import { afterSight, type Sights } from '../src/domain/unseen.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { isWorthRetrying } from './failures.ts';
import { openGuard, type Guard } from './guard.ts';
import { keepPool, sight } from './look.ts';
import { over, watch, type Look } from './watch.ts';

export type BakeResult =
  /** `unseenMs`: how much of its time nobody could see the app; absent: all of it was seen */
  | { readonly kind: 'passed'; readonly unseenMs?: number }
  | { readonly kind: 'failed'; readonly cause: Cause };

export interface BakeInput {
  readonly intent: PoolIntent;
  readonly appId: string;
  readonly wish: HealthWish;
  readonly toleranceMs: number;
  readonly rule: BakeRule;
  /** false: tasks that fail again and again are known, and are none of those that serve. Default: true. */
  readonly crashesCount?: boolean;
}

interface Seen {
  readonly steadiness: Steadiness;
  /** Failed answers in a row, by check. */
  readonly failures: Readonly<Record<string, number>>;
  readonly askedAtMs?: number;
  readonly sights?: Sights;
}

interface Answers {
  /** Why Prometheus did not answer: neither a pass nor a failure, but the bake cannot end on it. */
  readonly unanswered?: string;
  readonly failures: Seen['failures'];
  readonly cause?: Cause;
}

/** A bake ends with a look that saw green well; this is how long it waits for one past its duration. */
const LAST_LOOK_PATIENCE_MS = 600_000;

export function bakeActivities(targets: Targets) {
  return {
    /**
     * Watches the app that took over for the time of the rule: its health, and the rule's Prometheus checks at their
     * interval. Keeps the pool as intended meanwhile. What was counted survives the worker. Safe to repeat.
     */
    async bake(input: BakeInput): Promise<BakeResult> {
      const target = targetNamed(targets, input.intent.target);
      const guard = openGuard();
      return watch<Seen, BakeResult>({
        timeoutMs: input.rule.durationMs + LAST_LOOK_PATIENCE_MS,
        everyMs: Math.min(1_000, Math.max(100, input.rule.durationMs / 4)),
        initial: { steadiness: {}, failures: {} },
        afterGap: (seen) => ({ ...seen, steadiness: afterGap(seen.steadiness) }),
        onTimeout: (_, problem) => ({
          kind: 'failed',
          cause: {
            kind: 'marathon',
            message: `green could not be watched to the end: ${problem ?? 'it was never seen well'}`,
          },
        }),
        look: (seen, watchedMs) => lookAtBake(target, input, seen, watchedMs, guard),
      });
    },
  };
}

async function lookAtBake(
  target: Target,
  { intent, appId, wish, toleranceMs, rule, crashesCount = true }: BakeInput,
  seen: Seen,
  watchedMs: number,
  guard: Guard,
): Promise<Look<Seen, BakeResult>> {
  const scene = await keepPool(target, intent, cancellationSignal(), guard);
  const app = scene.apps.find((it) => it.id === appId);
  const known = crashesCount ? seen.steadiness : { ...seen.steadiness, failedAt: [] };
  const steadiness = judgeSteadiness(
    known,
    app,
    guardedWish(intent.guarded, appId, wish),
    watchedMs,
    toleranceMs,
  );
  if (steadiness.cause !== undefined) return over({ kind: 'failed', cause: steadiness.cause });
  const due = seen.askedAtMs === undefined || watchedMs - seen.askedAtMs >= rule.intervalMs;
  const checked: Answers = due ? await ask(target, rule, seen.failures) : { failures: seen.failures };
  if (checked.cause !== undefined) return over({ kind: 'failed', cause: checked.cause });
  const isWell = steadiness.shakySince === undefined && checked.unanswered === undefined;
  const sights = afterSight(seen.sights ?? {}, watchedMs);
  const { unseenMs } = sights;
  if (watchedMs >= rule.durationMs && isWell)
    return over({ kind: 'passed', ...(unseenMs === undefined ? {} : { unseenMs }) });
  const answered = due && checked.unanswered === undefined;
  const askedAtMs = answered ? watchedMs : seen.askedAtMs;
  const asked = askedAtMs === undefined ? {} : { askedAtMs };
  const state = { steadiness, failures: checked.failures, sights, ...asked };
  return {
    kind: 'again',
    state,
    sighting: sight(
      scene,
      isWell ? `${appId} is well` : (checked.unanswered ?? `${appId} to be healthy again`),
    ),
  };
}

async function ask(target: Target, rule: BakeRule, known: Seen['failures']): Promise<Answers> {
  const failures: Record<string, number> = {};
  for (const check of rule.checks) {
    let answer: QueryAnswer | undefined;
    try {
      answer = await target.prometheus?.query(check.query, cancellationSignal());
    } catch (error) {
      if (!isWorthRetrying(error)) throw error;
      return { failures: known, unanswered: error instanceof Error ? error.message : String(error) };
    }
    const verdict = judgeCheck(check, answer);
    const inARow = verdict.kind === 'failed' ? (known[check.name] ?? 0) + 1 : 0;
    failures[check.name] = inARow;
    if (verdict.kind === 'failed' && inARow > rule.failureLimit) {
      return { failures, cause: { kind: 'check-failed', message: verdict.message } };
    }
  }
  return { failures };
}
