import { cancellationSignal, log } from '@temporalio/activity';
import type { BackendSlot } from '../src/domain/backend-slot.ts';
import { standingOf, type BlueStanding } from '../src/domain/blue-standing.ts';
import type { AppRef } from './apps.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { over, watch } from './watch.ts';

export interface StandingInput extends AppRef {
  readonly service: string;
  readonly slot: BackendSlot;
  /** Its tasks that get no new request. */
  readonly withdrawn: 'all' | readonly string[];
  readonly timeoutMs: number;
}

export function standingActivities(targets: Targets) {
  return {
    /**
     * Reads once how an app stands: in Marathon, and in the pool, whichever answers within the time. Changes nothing. A
     * system that cannot be read is no failure.
     */
    async readStanding(input: StandingInput): Promise<BlueStanding> {
      const target = targetNamed(targets, input.target);
      return watch<null, BlueStanding>({
        timeoutMs: input.timeoutMs,
        everyMs: 0,
        initial: null,
        look: async () => over(await lookAtStanding(target, input, within(input.timeoutMs))),
        onTimeout: (_, problem) => ({ kind: 'unknown', because: problem ?? 'nothing answered' }),
      });
    },
  };
}

/** One look at it, by whichever of both systems answers before the signal. Never throws. */
export async function lookAtStanding(
  { marathon, loadBalancer }: Target,
  { appId, service, slot, withdrawn }: Omit<StandingInput, 'target' | 'timeoutMs'>,
  signal: AbortSignal,
): Promise<BlueStanding> {
  const [app, pool] = await Promise.allSettled([
    marathon.readApp(appId, signal),
    loadBalancer.read(service, signal),
  ]);
  if (app.status === 'fulfilled' && app.value === undefined) return { kind: 'gone' };
  const problems = [app, pool].filter((it) => it.status === 'rejected').map((it) => messageOf(it.reason));
  if (problems.length > 0) log.warn('not all of it could be read', { appId, problems });
  if (problems.length === 2) return { kind: 'unknown', because: problems.join('; ') };
  const reading = {
    ...(app.status === 'fulfilled' && app.value !== undefined ? { app: app.value } : {}),
    ...(pool.status === 'fulfilled' ? { pool: pool.value } : {}),
  };
  return standingOf(reading, slot, withdrawn);
}

function within(timeoutMs: number): AbortSignal {
  return AbortSignal.any([cancellationSignal(), AbortSignal.timeout(timeoutMs)]);
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
