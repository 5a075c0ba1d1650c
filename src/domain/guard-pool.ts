import { replyTo } from './guard-policy.ts';
import type { ChangeKind, ForeignChange } from './guard.ts';
import type { DesiredPool, PoolReading, PoolServer } from './pool.ts';

/** A pool at one look: as it was found, as it was wanted, and as it was left. */
export interface PoolLook {
  readonly found: PoolReading;
  readonly desired: DesiredPool;
  readonly left: PoolReading;
}

/** Names what somebody else has done to the pool between two looks of one wait. */
export function noticePool(before: PoolLook, now: Omit<PoolLook, 'left'>): readonly ForeignChange[] {
  return Object.keys(before.left.shareOfB)
    .filter((balancer) => balancer in now.found.shareOfB)
    .flatMap((balancer) => noticeBalancer(balancer, before, now));
}

function noticeBalancer(
  balancer: string,
  before: PoolLook,
  now: Omit<PoolLook, 'left'>,
): readonly ForeignChange[] {
  const found = now.found.servers.filter((it) => it.balancer === balancer);
  const find = (wanted: PoolServer): PoolServer | undefined =>
    found.find((it) => it.slot === wanted.slot && it.name === wanted.name);
  const served = before.left.servers.filter(
    (it) => it.balancer === balancer && it.state === 'serving' && isToServe(it, before) && isToServe(it, now),
  );
  const missing = served.filter((it) => find(it) === undefined);
  if (missing.length > 0 && missing.length === served.length && found.every((it) => !isDesired(it, now)))
    return [change('balancer-emptied', `${balancer} has lost its servers of ${now.desired.service}`)];
  const stopped = served.filter((it) => ['draining', 'maintenance'].includes(find(it)?.state ?? ''));
  const added = found.filter((it) => !isDesired(it, now) && !isDesired(it, before) && !wasThere(it, before));
  const places = `of ${now.desired.service} in ${balancer}`;
  return [
    ...missing.map((it) =>
      change('server-removed', `server ${it.name} ${places} was removed by somebody else`),
    ),
    ...stopped.map((it) =>
      change('server-stopped', `server ${it.name} ${places} was taken out by somebody else`),
    ),
    ...added.map((it) =>
      change('server-added', `server ${it.name} (${it.address}) ${places} is not of this release`),
    ),
    ...shareChange(balancer, before, now),
  ];
}

function isToServe({ slot, name }: PoolServer, { desired }: Pick<PoolLook, 'desired'>): boolean {
  return desired.servers.some((it) => it.slot === slot && it.name === name && it.mode === 'serving');
}

function isDesired({ slot, name, address }: PoolServer, { desired }: Pick<PoolLook, 'desired'>): boolean {
  return desired.servers.some((it) => it.slot === slot && (it.name === name || it.address === address));
}

function wasThere({ balancer, slot, name }: PoolServer, { found, left }: PoolLook): boolean {
  return [...found.servers, ...left.servers].some(
    (it) => it.balancer === balancer && it.slot === slot && it.name === name,
  );
}

/** One that yields may be turned back by the release itself at any time. */
function shareChange(
  balancer: string,
  before: PoolLook,
  { found, desired }: Omit<PoolLook, 'left'>,
): readonly ForeignChange[] {
  const left = before.left.shareOfB[balancer];
  const share = found.shareOfB[balancer];
  if (desired.yields === true || share === left || share === undefined) return [];
  const what = `the map of ${balancer} was changed by somebody else: ${share} of 10000 requests for ${desired.service}_b instead of ${left}`;
  return [change('share-changed', what)];
}

function change(kind: ChangeKind, what: string): ForeignChange {
  const { answer, then } = replyTo(kind);
  return { kind, answer, message: `${what}; ${then}` };
}
