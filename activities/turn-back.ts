import { cancellationSignal } from '@temporalio/activity';
import type { BackendSlot } from '../src/domain/backend-slot.ts';
import { targetNamed, type Targets } from './dependencies.ts';
import { over, watch } from './watch.ts';

export interface TurnedBack {
  readonly everywhere: boolean;
  /** Why not. */
  readonly problem?: string;
}

export function turnBackActivities(targets: Targets) {
  return {
    /**
     * Sends every new request to a slot by one change of the map, on every instance that can be reached. Needs neither
     * Marathon nor the state of the pool. Safe to repeat.
     */
    async turnBack(input: {
      target: string;
      service: string;
      slot: BackendSlot;
      timeoutMs: number;
    }): Promise<TurnedBack> {
      const { loadBalancer } = targetNamed(targets, input.target);
      return watch<null, TurnedBack>({
        timeoutMs: input.timeoutMs,
        everyMs: 100,
        initial: null,
        onTimeout: (_, problem) => ({ everywhere: false, problem: problem ?? 'nothing answered' }),
        look: async () => {
          await loadBalancer.turnBack(input.service, input.slot, cancellationSignal());
          return over({ everywhere: true });
        },
      });
    },
  };
}
