import { FULL_WEIGHT, type Route, type StickyKey } from '../src/domain/canary.ts';
import { openGuardBook, type GuardBook } from './guard-book.ts';
import type { ReleasePlan, Side } from '../src/domain/plan.ts';
import type { PoolIntent, PoolSideIntent } from '../src/domain/pool-intent.ts';
import type { PoolSplit } from '../src/domain/pool-split.ts';

/** Keeps what the release wants of the pool; every activity is given all of it, so that each can restore it. */
export interface PoolBook extends GuardBook {
  /** `acted`: the side whose app is about to be changed. Nobody guards it meanwhile, and its count is not known after. */
  intent(acted?: Side): PoolIntent;
  /** These healthy tasks of a side get users, and from now on every one that comes in place of another. */
  admit(side: Side, taskIds: readonly string[]): void;
  /** Where it has users already, every healthy task of it may have them, without a further `admit`. */
  open(side: Side): void;
  /** No further task of the side gets users until the next `admit`. */
  closeTo(side: Side): void;
  /** How many tasks of a side have been admitted. */
  admitted(side: Side): number;
  /** These tasks get no new request; an empty list lets all of the side serve. */
  withdraw(side: Side, tasks: 'all' | readonly string[]): void;
  /** The side is gone. */
  forget(side: Side): void;
  /** Canary: whose share is set, whatever the number of tasks. Without it the share follows the tasks. */
  split(split: Pick<PoolSplit, 'weight'> & { readonly sticky?: StickyKey | undefined }): void;
  /** Canary: requests that go to green whatever its weight. */
  route(name: string, routes: readonly Route[]): void;
  /** Canary: everybody goes to this side, by no route and by no verdict. Without a split nothing changes. */
  giveAllTo(side: Side): void;
  /** This share of all users, in ten-thousandths, goes to this side, by no route and by no verdict. */
  give(side: Side, share: number): void;
}

export function openPoolBook(plan: ReleasePlan): PoolBook {
  const { target, service, portIndex } = plan;
  const { list, ...sides } = openSides(plan);
  const { current, ...shares } = openShares(plan.green);
  const { listBut, ...guard } = openGuardBook(plan);
  return {
    ...sides,
    ...shares,
    ...guard,
    intent: (acted) => {
      const split = current();
      const guarded = listBut(acted);
      return {
        ...{ target, service, portIndex, sides: list() },
        ...(split === undefined ? {} : { split }),
        ...(guarded.length === 0 ? {} : { guarded }),
      };
    },
  };
}

type OfSides = Pick<PoolBook, 'admit' | 'open' | 'closeTo' | 'admitted' | 'withdraw' | 'forget'>;

/** Which tasks of which side have users. */
function openSides({
  blue,
  green,
  adopted,
}: ReleasePlan): OfSides & { readonly list: () => readonly PoolSideIntent[] } {
  const sides = new Map<string, PoolSideIntent>();
  const admitted = new Map<string, readonly string[]>();
  const change = (side: Side, part: Partial<PoolSideIntent>): void => {
    const known = sides.get(side.appId) ?? { appId: side.appId, slot: side.slot, admit: [], withdrawn: [] };
    sides.set(side.appId, { ...known, ...part });
  };
  if (blue !== undefined) change(blue, { admit: 'all' });
  const { serving } = adopted ?? {};
  if (serving !== undefined) {
    admitted.set(green.appId, serving);
    change(green, { admit: 'all' });
  } else {
    // What was found in the pool without users gets none before it is admitted.
    change(green, adopted === undefined ? {} : { withdrawn: 'all' });
  }
  return {
    list: () => [...sides.values()],
    admit: (side, taskIds) => {
      admitted.set(side.appId, taskIds);
      const isShut = sides.get(side.appId)?.withdrawn === 'all';
      change(side, { admit: 'all', ...(isShut && { withdrawn: [] }) });
    },
    open: (side) => {
      if (admitted.has(side.appId)) change(side, { admit: 'all' });
    },
    closeTo: (side) => {
      change(side, { admit: admitted.get(side.appId) ?? [] });
    },
    admitted: (side) => admitted.get(side.appId)?.length ?? 0,
    withdraw: (side, tasks) => {
      change(side, { withdrawn: tasks });
    },
    forget: (side) => {
      sides.delete(side.appId);
    },
  };
}

type OfShares = Pick<PoolBook, 'split' | 'route' | 'giveAllTo' | 'give'>;

/** Which share of the users each side has, where that is set. */
function openShares(green: Side): OfShares & { readonly current: () => PoolSplit | undefined } {
  const routes = new Map<string, readonly Route[]>();
  let split: PoolSplit | undefined;
  const openRoutes = (): readonly Route[] => [...routes.values()].flat();
  const give = (side: Side, share: number): void => {
    routes.clear();
    split = {
      slot: green.slot,
      weight: side.appId === green.appId ? share : FULL_WEIGHT - share,
      routes: [],
      yields: false,
      ...(split?.sticky === undefined || share === FULL_WEIGHT ? {} : { sticky: split.sticky }),
    };
  };
  return {
    current: () => split,
    split: ({ weight, sticky }) => {
      split = {
        slot: green.slot,
        weight,
        routes: openRoutes(),
        yields: true,
        ...(sticky === undefined ? {} : { sticky }),
      };
    },
    route: (name, opened) => {
      routes.set(name, opened);
      if (split !== undefined) split = { ...split, routes: openRoutes() };
    },
    giveAllTo: (side) => {
      if (split !== undefined) give(side, FULL_WEIGHT);
    },
    give,
  };
}
