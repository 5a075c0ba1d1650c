import { cancellationSignal } from '@temporalio/activity';
import type { BackendSlot } from '../src/domain/backend-slot.ts';
import { tooFewFor } from '../src/domain/way-back.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { lookAtStanding } from './read-standing.ts';
import { over, watch } from './watch.ts';

export interface TurnedBack {
  readonly everywhere: boolean;
  /** Why not. */
  readonly problem?: string;
}

export interface TurnBackInput {
  readonly target: string;
  readonly service: string;
  readonly slot: BackendSlot;
  /** Whose slot it is, and how many of its tasks are wanted: with too few nobody is sent there. */
  readonly to?: { readonly appId: string; readonly wanted: number };
  readonly timeoutMs: number;
}

/** Longer than a system takes that answers at all; users do not wait for one that does not. */
const LOOK_TIMEOUT_MS = 500;

export function turnBackActivities(targets: Targets) {
  return {
    /**
     * Sends every new request to a slot by one change of the map, on every instance that can be reached, unless too few
     * tasks of the app serve there. Does it also where that cannot be read. Safe to repeat.
     */
    async turnBack(input: TurnBackInput): Promise<TurnedBack> {
      const target = targetNamed(targets, input.target);
      return watch<null, TurnedBack>({
        timeoutMs: input.timeoutMs,
        everyMs: 100,
        initial: null,
        onTimeout: (_, problem) => ({ everywhere: false, problem: problem ?? 'nothing answered' }),
        look: async () => {
          const problem = await whyNobody(target, input);
          if (problem !== undefined) return over({ everywhere: false, problem });
          await target.loadBalancer.turnBack(input.service, input.slot, cancellationSignal());
          return over({ everywhere: true });
        },
      });
    },
  };
}

/** Why nobody is to be sent there, as far as that can be read. */
export async function whyNobody(
  target: Target,
  { service, slot, to }: Pick<TurnBackInput, 'service' | 'slot' | 'to'>,
): Promise<string | undefined> {
  if (to === undefined) return undefined;
  const look = { appId: to.appId, service, slot, withdrawn: [] };
  // Not ended by a cancellation: who aborts does not want anybody on a dead version either.
  const standing = await lookAtStanding(target, look, AbortSignal.timeout(LOOK_TIMEOUT_MS));
  return tooFewFor(to.wanted, standing);
}
