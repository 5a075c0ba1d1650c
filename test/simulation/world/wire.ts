import { asyncLocalStorage } from '@temporalio/activity';
import type { Clock } from '../clock.ts';
import type { Random } from '../../support/random.ts';
import type { TemporalServer } from '../temporal/server.ts';

/** What becomes of one request of Pacer. */
export type CallFault =
  /** it does not arrive */
  | 'lost'
  /** it is carried out, and the answer does not arrive */
  | 'answer-lost'
  /** it takes seconds */
  | 'slow';

export type System = 'marathon' | 'haproxy' | 'prometheus';

export interface Wire {
  /** Sends a request: it is carried out after a while, whatever becomes of the one who has sent it. */
  send<T>(system: System, carryOut: () => T, options: SendOptions): Promise<T>;
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** What the client throws for a request whose fate it does not know. */
  readonly lost: () => Error;
  /** Without a wait: such as the second command of a look at HAProxy. */
  readonly atOnce?: boolean;
}

export interface WireSettings {
  readonly clock: Clock;
  readonly random: Random;
  readonly temporal: TemporalServer;
  /** The fault of the nth request, if it is to have one. */
  readonly faultOf: (ordinal: number) => CallFault | undefined;
  /** The system answers nobody at present. */
  readonly isDown: (system: System) => boolean;
}

const SLOW_MS = 4_000;
const TIMEOUT_MS = 3_000;

/** The network between the worker and the systems. */
export function createWire({ clock, random, temporal, faultOf, isDown }: WireSettings): Wire {
  let ordinal = 0;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.in(ms, resolve);
    });
  return {
    send: async (system, carryOut, { signal, lost, atOnce = false }) => {
      signal?.throwIfAborted();
      if (isOfDeadWorker(temporal)) throw lost();
      ordinal += 1;
      const fault = faultOf(ordinal);
      if (fault === undefined && atOnce && !isDown(system)) return carryOut();
      const there = 1 + Math.floor(random() * 5) + (fault === 'slow' ? SLOW_MS : 0);
      const exchange = async () => {
        if (fault === 'lost' || isDown(system)) {
          await pause(TIMEOUT_MS);
          throw lost();
        }
        await pause(there);
        const result = carryOut();
        await pause(fault === 'answer-lost' ? TIMEOUT_MS : 1 + Math.floor(random() * 3));
        if (fault === 'answer-lost' || isOfDeadWorker(temporal)) throw lost();
        return result;
      };
      return orAborted(exchange(), signal);
    },
  };
}

function isOfDeadWorker(temporal: TemporalServer): boolean {
  const token = asyncLocalStorage.getStore()?.info.taskToken;
  return token !== undefined && temporal.attemptOf(token)?.isDead === true;
}

async function orAborted<T>(exchange: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return exchange;
  exchange.catch(() => undefined);
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    signal.addEventListener('abort', stop, { once: true });
    exchange.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
