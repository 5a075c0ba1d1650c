import type { BackendSlot, DesiredPool, PoolReading } from './pool.ts';

/** What a step needs of the pool before the next one may begin. The rest of the pool is looked after, not waited for. */
export interface PoolGoal {
  /** The app that arrives, by its slot, and how many of its servers must serve on every load balancer instance. */
  readonly arriving?: { readonly slot: BackendSlot; readonly servers: number };
  /** Every instance must have the share, also one where a slot of it has nobody alive, unless that slot's app is gone. */
  readonly shareEverywhere?: true;
}

/**
 * What is still missing, as sentences; none when the step is done: enough servers of the version that arrives serve,
 * no withdrawn one takes a request, and the share is as desired, on every instance. A sick server of the other version
 * or a session that hangs on a dead task must not hold up the way out of it. `gone`: slots whose app is not in Marathon.
 */
export function unmetGoals(
  goal: PoolGoal,
  desired: DesiredPool,
  reading: PoolReading,
  gone: readonly BackendSlot[] = [],
): readonly string[] {
  const draining = new Set(desired.servers.filter((it) => it.mode === 'draining').map((it) => it.name));
  return Object.entries(reading.shareOfB).flatMap(([balancer, share]) => {
    const servers = reading.servers.filter((it) => it.balancer === balancer);
    const serving = servers.filter((it) => it.state === 'serving');
    const arrived = serving.filter((it) => it.slot === goal.arriving?.slot && !draining.has(it.name)).length;
    const open = servers.filter(
      (it) => draining.has(it.name) && (it.state === 'serving' || it.state === 'down'),
    );
    const empty = usedSlots(desired).find((slot) => !serving.some((it) => it.slot === slot));
    const everywhere = goal.shareEverywhere === true && (empty === undefined || !gone.includes(empty));
    return [
      ...(goal.arriving !== undefined && arrived < goal.arriving.servers
        ? [`${arrived} of ${goal.arriving.servers} servers serve on ${balancer}`]
        : []),
      ...open.map((it) => `${it.name} still takes requests on ${balancer}`),
      ...(share === desired.shareOfB ? [] : unmoved(everywhere, balancer, share, desired, empty)),
    ];
  });
}

/** A slot that is to get requests but has nobody alive keeps the share where it is; the load balancer passes it over. */
function unmoved(
  everywhere: boolean,
  balancer: string,
  share: number,
  { service, shareOfB }: DesiredPool,
  empty: BackendSlot | undefined,
): readonly string[] {
  const sentence = `the share on ${balancer} is ${share}, not ${shareOfB}`;
  if (empty === undefined) return [sentence];
  if (!everywhere) return [];
  return [`${sentence}, since no server of ${service}_${empty} serves there`];
}

function usedSlots({ servers, shareOfB }: DesiredPool): readonly BackendSlot[] {
  if (!servers.some((it) => it.mode === 'serving')) return ['a', 'b'];
  if (shareOfB === 0) return ['a'];
  return shareOfB === 10_000 ? ['b'] : ['a', 'b'];
}
