import { cancellationSignal } from '@temporalio/activity';
import type { BackendSlot } from '../src/domain/backend-slot.ts';
import { servingOf } from '../src/domain/blue-standing.ts';
import type { LoadBalancer } from '../src/domain/pool.ts';
import { targetNamed, type Targets } from './dependencies.ts';
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
  /** Fewest servers that carry everybody; with fewer nobody is sent there. Default 1. */
  readonly atLeast?: number;
  readonly timeoutMs: number;
}

export function turnBackActivities(targets: Targets) {
  return {
    /**
     * Sends every new request to a slot by one change of the map, on every instance that can be reached, unless too few
     * servers of it serve. Needs neither Marathon nor the state of the pool where it cannot be read. Safe to repeat.
     */
    async turnBack(input: TurnBackInput): Promise<TurnedBack> {
      const { loadBalancer } = targetNamed(targets, input.target);
      return watch<null, TurnedBack>({
        timeoutMs: input.timeoutMs,
        everyMs: 100,
        initial: null,
        onTimeout: (_, problem) => ({ everywhere: false, problem: problem ?? 'nothing answered' }),
        look: async () => {
          const problem = await tooFew(loadBalancer, input);
          if (problem !== undefined) return over({ everywhere: false, problem });
          await loadBalancer.turnBack(input.service, input.slot, cancellationSignal());
          return over({ everywhere: true });
        },
      });
    },
  };
}

/** Why nobody is to be sent there. What cannot be read holds up nobody: a load balancer passes over a dead backend. */
async function tooFew(
  loadBalancer: LoadBalancer,
  { service, slot, atLeast = 1 }: TurnBackInput,
): Promise<string | undefined> {
  const pool = await loadBalancer.read(service, cancellationSignal()).catch(() => undefined);
  if (pool === undefined) return undefined;
  const serving = servingOf(pool, slot);
  if (serving >= atLeast) return undefined;
  return `${serving} servers of ${service}_${slot} serve, and everybody needs ${atLeast}`;
}
