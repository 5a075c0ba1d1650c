import { oneAtATime } from '../one-at-a-time.ts';
import type { HaproxyInstance } from './settings.ts';

/** Keeps changes of the map that were decided before a turn back from being made after it, in this process. */
export interface Precedence {
  /** Whether what is decided now still holds: until the service is turned back, and as long as that is under way. */
  readonly decide: (service: string) => () => boolean;
  /** Changes the map of one instance, unless the decision no longer holds. */
  readonly change: <T>(
    instance: HaproxyInstance,
    service: string,
    holds: () => boolean,
    act: () => Promise<T>,
  ) => Promise<T | undefined>;
  /** Overrules all decisions, waits for a change that is being sent to this instance, and keeps out the next ones. */
  readonly overrule: (instance: HaproxyInstance, service: string, act: () => Promise<void>) => Promise<void>;
}

export function createPrecedence(): Precedence {
  const turns = new Map<string, number>();
  const turnsOf = (service: string): number => turns.get(service) ?? 0;
  const count = (service: string): void => void turns.set(service, turnsOf(service) + 1);
  const keyOf = (instance: HaproxyInstance, service: string): string =>
    `haproxy ${instance.socket} ${service}`;
  return {
    decide: (service) => {
      const then = turnsOf(service);
      return () => turnsOf(service) === then;
    },
    change: (instance, service, holds, act) =>
      oneAtATime(keyOf(instance, service), async () => (holds() ? act() : undefined)),
    overrule: (instance, service, act) => {
      count(service);
      return oneAtATime(keyOf(instance, service), async () => {
        try {
          await act();
        } finally {
          // what was read while this was under way may be older than it
          count(service);
        }
      });
    },
  };
}
