import type { BlueGreenPlan, Side } from '../src/domain/plan.ts';
import type { PoolIntent, PoolSideIntent } from '../src/domain/pool-intent.ts';

/** Keeps what the release wants of the pool; every activity is given all of it, so that each can restore it. */
export interface PoolBook {
  intent(): PoolIntent;
  /** These healthy tasks of a side get users, and from now on every one that comes in place of another. */
  admit(side: Side, taskIds: readonly string[]): void;
  /** No further task of the side gets users until the next `admit`. */
  closeTo(side: Side): void;
  /** How many tasks of a side have been admitted. */
  admitted(side: Side): number;
  /** These tasks get no new request; an empty list lets all of the side serve. */
  withdraw(side: Side, tasks: 'all' | readonly string[]): void;
  /** The side is gone. */
  forget(side: Side): void;
}

export function openPoolBook({ target, service, portIndex, blue, green }: BlueGreenPlan): PoolBook {
  const sides = new Map<string, PoolSideIntent>();
  const admitted = new Map<string, readonly string[]>();
  const change = (side: Side, part: Partial<PoolSideIntent>): void => {
    const known = sides.get(side.appId) ?? { appId: side.appId, slot: side.slot, admit: [], withdrawn: [] };
    sides.set(side.appId, { ...known, ...part });
  };
  if (blue !== undefined) change(blue, { admit: 'all' });
  change(green, {});
  return {
    intent: () => ({ target, service, portIndex, sides: [...sides.values()] }),
    admit: (side, taskIds) => {
      admitted.set(side.appId, taskIds);
      change(side, { admit: 'all' });
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
