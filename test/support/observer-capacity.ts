import { setTimeout as sleep } from 'node:timers/promises';
import { lookAtPool, type PoolSeen } from './observer-haproxy.ts';
import { lookAtApps, type AppSeen } from './observer-marathon.ts';

export interface Sighted {
  readonly pool: PoolSeen;
  readonly apps: readonly AppSeen[];
}

export interface CapacitySeen {
  readonly violations: readonly string[];
  readonly lowestHealthy: number;
  readonly samples: number;
  /** Looks that failed or took too long to say anything. */
  readonly unread: number;
  /** App ids that had users, each with the largest share of the requests that its slot had, in ten-thousandths. */
  readonly largestShare: ReadonlyMap<string, number>;
}

const EVERY_MS = 100;
/** Two readings further apart than this do not show one moment. */
const LONGEST_LOOK_MS = 250;

/** Healthy tasks that get new requests, as HAProxy and Marathon both say. */
export function healthyInPool({ pool, apps }: Sighted): number {
  const healthy = new Set(
    apps.flatMap((app) => app.tasks.filter((it) => it.healthy).map((it) => it.address)),
  );
  return serving(pool).filter((it) => healthy.has(it.address)).length;
}

/** Where a slot with a share has no server left, HAProxy takes the other one. */
function serving({ servers, shareOfB }: PoolSeen): PoolSeen['servers'] {
  const up = servers.filter((it) => it.serves);
  const chosen = up.filter((it) => (it.slot === 'b' ? shareOfB > 0 : shareOfB < 10_000));
  return chosen.length > 0 ? chosen : up;
}

/** Looks at both every 100 ms until it is stopped. */
export function watchCapacity(look: () => Promise<Sighted>, floor: number) {
  const ended = new AbortController();
  const lows: Low[] = [];
  const largestShare = new Map<string, number>();
  let lowestHealthy = Infinity;
  let samples = 0;
  let unread = 0;
  const take = (seen: Sighted, nowMs: number): void => {
    samples += 1;
    const healthy = healthyInPool(seen);
    lowestHealthy = Math.min(lowestHealthy, healthy);
    noteLow(lows, healthy < floor ? healthy : undefined, nowMs);
    noteShares(largestShare, seen);
  };
  const watching = (async () => {
    while (!ended.signal.aborted) {
      const begunMs = performance.now();
      const seen = await look().catch(() => undefined);
      if (seen === undefined || performance.now() - begunMs > LONGEST_LOOK_MS) unread += 1;
      else take(seen, Date.now());
      await sleep(Math.max(0, EVERY_MS - (performance.now() - begunMs)));
    }
  })();
  return {
    stop: async (): Promise<CapacitySeen> => {
      ended.abort();
      await watching;
      const violations = lows.map(
        (it) =>
          `${new Date(it.fromMs).toISOString()} capacity: ${it.healthy} healthy tasks in the pool for ${it.toMs - it.fromMs} ms, the floor is ${floor}`,
      );
      return { violations, lowestHealthy, samples, unread, largestShare };
    },
  };
}

interface Low {
  readonly fromMs: number;
  readonly toMs: number;
  readonly healthy: number;
  readonly open: boolean;
}

/** Samples below the floor that follow each other are one violation. */
function noteLow(lows: Low[], healthy: number | undefined, nowMs: number): void {
  const last = lows.at(-1);
  if (last?.open === true)
    lows[lows.length - 1] = {
      ...last,
      toMs: nowMs,
      healthy: Math.min(last.healthy, healthy ?? last.healthy),
      open: healthy !== undefined,
    };
  else if (healthy !== undefined) lows.push({ fromMs: nowMs, toMs: nowMs, healthy, open: true });
}

function noteShares(largest: Map<string, number>, { pool, apps }: Sighted): void {
  for (const { id, tasks } of apps) {
    const addresses = new Set(tasks.map((it) => it.address));
    const own = pool.servers.filter((it) => it.serves && addresses.has(it.address));
    for (const { slot } of own) {
      const share = slot === 'b' ? pool.shareOfB : 10_000 - pool.shareOfB;
      largest.set(id, Math.max(largest.get(id) ?? 0, share));
    }
  }
}

/** One look at both, HAProxy first: whoever serves there is known to Marathon. */
export async function lookAtBoth(
  { haproxySocket, marathonUrl }: { readonly haproxySocket: string; readonly marathonUrl: string },
  service: string,
  timeoutMs: number,
  byName: boolean,
): Promise<Sighted> {
  const pool = await lookAtPool(haproxySocket, service, timeoutMs);
  return { pool, apps: await lookAtApps(marathonUrl, service, timeoutMs, byName) };
}
