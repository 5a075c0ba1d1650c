import { cancellationSignal } from '@temporalio/activity';
import type { Cause } from '../src/domain/outcome.ts';
import { unmetGoals, type PoolGoal } from '../src/domain/pool-goal.ts';
import type { PoolIntent, PoolSideIntent } from '../src/domain/pool-intent.ts';
import type { Sighting } from '../src/domain/status.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { openGuard, type Guard } from './guard.ts';
import { listenForEnd, type HearEnd } from './hear-end.ts';
import { keepPool, sight, type Scene } from './look.ts';
import { over, watch, type Look } from './watch.ts';

export type PoolResult =
  /** `leftOver`: what could not be tidied up in time although the goal is met */
  | { readonly kind: 'settled'; readonly sighting: Sighting; readonly leftOver?: string }
  | { readonly kind: 'failed'; readonly cause: Cause };

export interface PoolInput {
  readonly intent: PoolIntent;
  readonly goal: PoolGoal;
  /** true: wait for the whole pool to be as intended, not only for the goal, as long as the time lasts. */
  readonly thorough: boolean;
  readonly timeoutMs: number;
}

/** How many rounds of steps the pool has been under way. */
interface Tending {
  readonly rounds: number;
}

const TEND_EVERY_MS = 1_000;
/** A server that comes is checked, and enabled in the next round; a balancer that restarts is back any moment. */
const TEND_SOON_MS = 100;
/** What takes longer waits for sessions to end, or for a server that does not come up. */
const LIVELY_ROUNDS = 20;

interface Seen {
  readonly waitingFor?: string;
  readonly met?: PoolResult;
}

export interface TendInput {
  readonly intent: PoolIntent;
  /** A release waits for its end: it returns as soon as it is told to, and is not cancelled first. Default: it is. */
  readonly yieldsAtOnce?: boolean;
}

export function poolActivities(targets: Targets, hearEnd?: HearEnd) {
  return {
    /**
     * Brings the pool to what is intended, on every instance of the load balancer, and reads it back. Safe to repeat.
     * Answers `failed` when the goal was not met in time; the pool is then somewhere on the way, and users are served.
     */
    async shapePool(input: PoolInput): Promise<PoolResult> {
      const target = targetNamed(targets, input.intent.target);
      const guard = openGuard();
      return watch<Seen, PoolResult>({
        timeoutMs: input.timeoutMs,
        everyMs: 100,
        initial: {},
        afterGap: () => ({}),
        look: () => shapeOnce(target, input, guard),
        onTimeout: ({ met, waitingFor }, problem) => {
          if (met !== undefined) return met;
          const why = problem ?? waitingFor ?? 'it was never read';
          const message = `the pool is not as wanted after ${input.timeoutMs / 1000} s: ${why}`;
          return { kind: 'failed', cause: { kind: 'pool', message } };
        },
      });
    },

    /** Keeps the pool as intended until it is cancelled, or told to end; judges nothing. Safe to repeat. */
    async tendPool({ intent, yieldsAtOnce = false }: TendInput): Promise<void> {
      const target = targetNamed(targets, intent.target);
      const listening = listenForEnd(yieldsAtOnce ? hearEnd : undefined);
      // Between releases nobody is a foreigner.
      const guard = intent.guarded === undefined ? undefined : openGuard();
      await watch<Tending, undefined>({
        timeoutMs: Infinity,
        everyMs: TEND_EVERY_MS,
        retryEveryMs: TEND_SOON_MS,
        initial: { rounds: 0 },
        wake: listening.signal,
        onTimeout: () => undefined,
        look: async (tending) => {
          try {
            if (listening.isUnwanted()) return over(undefined);
            return tended(tending, await keepPool(target, intent, listening.signal, guard));
          } catch (error) {
            if (listening.isUnwanted()) return over(undefined);
            throw error;
          }
        },
      }).finally(listening.stop);
    },
  };
}

function tended({ rounds }: Tending, scene: Scene): Look<Tending, never> {
  const state = { rounds: scene.pool.kind === 'settled' ? 0 : rounds + 1 };
  const isMoving = state.rounds > 0 && state.rounds < LIVELY_ROUNDS;
  return { kind: 'again', state, sighting: sight(scene), ...(isMoving && { againInMs: TEND_SOON_MS }) };
}

async function shapeOnce(target: Target, input: PoolInput, guard: Guard): Promise<Look<Seen, PoolResult>> {
  const scene = await keepPool(target, input.intent, cancellationSignal(), guard);
  const sighting = sight(scene);
  if (scene.pool.kind === 'settled') return over({ kind: 'settled', sighting });
  const { reading, waitingFor } = scene.pool;
  const isThere = ({ appId }: PoolSideIntent): boolean => scene.apps.some((it) => it.id === appId);
  const gone = input.intent.sides.filter((it) => !isThere(it)).map((it) => it.slot);
  const missing = unmetGoals(input.goal, scene.desired, reading, gone);
  const shown = sight(scene, waitingFor);
  if (missing.length > 0)
    return { kind: 'again', state: { waitingFor: missing.join('; ') }, sighting: shown };
  if (!input.thorough) return over({ kind: 'settled', sighting });
  return {
    kind: 'again',
    state: { met: { kind: 'settled', sighting, leftOver: waitingFor } },
    sighting: shown,
  };
}
