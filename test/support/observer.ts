import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../src/domain/outcome.ts';
import { lookAtBoth, watchCapacity, type CapacitySeen } from './observer-capacity.ts';
import { flawsOfEnd, liesOf, type EndSeen } from './observer-end.ts';
import type { AppSeen } from './observer-marathon.ts';
import { nextReleaseStarts } from './observer-next.ts';
import { taskProcesses } from './observer-processes.ts';
import { lookAtTemporal } from './observer-temporal.ts';
import { startUsers } from './observer-users.ts';
import type { World } from './world.ts';

export interface Observing {
  readonly world: Pick<World, 'stack' | 'client'>;
  readonly service: string;
  /** Healthy tasks in the pool that there have to be at any moment. */
  readonly floor: number;
  /** Users' entries of the service. Default: the stack's. */
  readonly urls?: readonly string[];
  /** Of the load generator; the slow ones come on top. Default 40. */
  readonly ratePerSecond?: number;
}

export interface Observed {
  /** Empty: every invariant held. */
  readonly violations: readonly string[];
  readonly requests: number;
  readonly failed: number;
  readonly lowestHealthy: number;
  readonly samples: number;
  /** Looks at the pool that failed, or took too long to show one moment: no violation, and no proof. */
  readonly unread: number;
}

export interface Observer {
  /** Ends the load and says what was seen. Without an outcome the release may wait for a person. Call once. */
  end(outcome?: Outcome): Promise<Observed>;
  /** Starts a release of a further version and aborts it once it has begun; answers what is in its way. After `end`. */
  nextReleaseStarts(): Promise<readonly string[]>;
}

/** What Temporal, Marathon and the kernel still do when an outcome is known. */
const SETTLED_WITHIN_MS = 5_000;
const LOOK_AGAIN_MS = 100;
const LOOK_TIMEOUT_MS = 1_000;

/**
 * Watches a service from outside, through no code of Pacer: users on every kind of connection, the healthy tasks in the
 * pool, and at the end what is left. Begin before the release does.
 */
export async function observe(observing: Observing): Promise<Observer> {
  const { world, service, floor, ratePerSecond = 40 } = observing;
  const { stack, client } = world;
  const urls = observing.urls ?? [stack.serviceUrls[service] ?? ''];
  const look = (byName: boolean) => lookAtBoth(stack, service, LOOK_TIMEOUT_MS, byName);
  const before = (await look(false)).apps.find((it) => it.instances > 0);
  const users = await Promise.all(urls.map((url) => startUsers(url, ratePerSecond)));
  const capacity = watchCapacity(() => look(true), floor);
  const atEnd = async (): Promise<EndSeen> => ({
    ...(await look(false)),
    processes: await taskProcesses(stack.dir, service),
    ...(await lookAtTemporal(client, service)),
  });
  return {
    end: async (outcome) => {
      const all = await Promise.all(users.map((it) => it.stop()));
      const seen = await capacity.stop();
      const failures = all.flatMap((it) => it.failures);
      const judge = judgeOf(service, before, seen, outcome);
      return {
        violations: [
          ...failures.map((it) => `user: ${it}`),
          ...seen.violations,
          ...(await settled(atEnd, judge)),
        ],
        requests: all.reduce((sum, it) => sum + it.requests, 0),
        failed: failures.length,
        lowestHealthy: seen.lowestHealthy,
        samples: seen.samples,
        unread: seen.unread,
      };
    },
    nextReleaseStarts: () => nextReleaseStarts(client, service),
  };
}

function judgeOf(
  service: string,
  before: AppSeen | undefined,
  { largestShare }: CapacitySeen,
  outcome: Outcome | undefined,
) {
  return (end: EndSeen): readonly string[] => [
    ...flawsOfEnd(service, end, outcome),
    ...(outcome === undefined ? [] : liesOf(outcome, before, end, largestShare)),
  ];
}

/** What is still not as it has to be when everything has had its time. */
async function settled(
  look: () => Promise<EndSeen>,
  judge: (end: EndSeen) => readonly string[],
): Promise<readonly string[]> {
  const untilMs = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const flaws = await look().then(judge, (error: unknown) => [
      `end: cannot be looked at: ${String(error)}`,
    ]);
    if (flaws.length === 0 || performance.now() > untilMs) return flaws;
    await sleep(LOOK_AGAIN_MS);
  }
}
