import type { HealthWish } from '../src/domain/health-verdict.ts';
import { momentText } from '../src/domain/moment-text.ts';
import type { StepRecord } from '../src/domain/outcome.ts';
import type { ReleasePlan, Side } from '../src/domain/plan.ts';
import type { Wait } from '../src/domain/status.ts';
import { enoughOf } from '../src/domain/way-back.ts';
import type { DrainInput } from '../activities/index.ts';
import { StepFailed } from './failure.ts';
import type { Journal } from './journal.ts';
import type { PoolKeeping } from './keeping.ts';
import type { Operator } from './operator.ts';
import type { OpenVerdict } from './open-verdict.ts';
import type { PoolBook } from './pool-book.ts';
import type { Telling } from './telling.ts';

/** All that the steps of one release share. */
export interface Release<Plan extends ReleasePlan = ReleasePlan> {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly operator: Operator;
  readonly pool: PoolBook;
  readonly verdict: OpenVerdict;
  readonly telling: Telling;
  readonly keeping: PoolKeeping;
}

/** One version taking over from another: green from blue in a release, blue from green on the way back. */
export interface ChangeOver<Plan extends ReleasePlan = ReleasePlan> {
  readonly release: Release<Plan>;
  readonly direction: StepRecord['direction'];
  readonly from: Side | undefined;
  readonly to: Side;
  /** Whoever comes has users as soon as it is healthy. Absent: not before step 5. */
  readonly admitsAtOnce?: true;
  /** Done before a step fails because not enough of the version that takes over is healthy. */
  readonly onUnhealthy?: () => Promise<void>;
}

/** Announces a wait and its bound. */
export function waitingFor(journal: Journal, reason: string, owner: Wait['owner'], timeoutMs: number): void {
  const since = Date.now();
  journal.waitFor({
    reason,
    owner,
    since: new Date(since).toISOString(),
    until: momentText(since + timeoutMs),
  });
}

/** What must hold of the version that takes over while the other one drains. */
export function guardedBy({
  release: { plan, pool },
  direction,
  to,
}: ChangeOver): Pick<DrainInput, 'guarded'> {
  if (direction === 'roll-back') return {};
  return { guarded: { appId: to.appId, ...guardOf(plan, pool.admitted(to)) } };
}

/** The result, or the way back. */
export function orFail<T extends { readonly kind: string }>(
  result: T,
): Exclude<T, { readonly kind: 'failed' } | { readonly kind: 'timed-out' }> {
  if ('cause' in result) throw new StepFailed(result.cause as StepFailed['reason']);
  return result as Exclude<T, { readonly kind: 'failed' } | { readonly kind: 'timed-out' }>;
}

/** Green, once it serves, is watched by this: all of it, with a short time in which a check may fail. */
export function guardOf(
  plan: ReleasePlan,
  instances = plan.green.instances,
): { readonly wish: HealthWish; readonly toleranceMs: number } {
  return { wish: { instances }, toleranceMs: plan.health.toleranceMs };
}

/** What counts as healthy: of a version that comes back, as much as is enough for green to go. */
export function wishFor({ release, direction }: ChangeOver, side: Side, instances: number): HealthWish {
  if (direction === 'release') return { instances };
  return { instances, atLeast: Math.min(instances, enoughOf(side, greenServes(release))) };
}

/** Green has users, or had them and is still there. */
export function greenServes({ plan: { green }, pool }: Release): boolean {
  return pool.admitted(green) > 0 && pool.intent().sides.some((it) => it.appId === green.appId);
}
