import type { BlueGreenPlan, Side } from '../src/domain/plan.ts';
import type { PoolIntent, PoolSideIntent } from '../src/domain/pool-intent.ts';

/** Keeps what the release wants of the pool; every activity is given all of it, so that each can restore it. */
export interface PoolBook {
  intent(): PoolIntent;
  /** From now on these tasks of a side may get users: all that come, or only these. */
  admit(side: Side, tasks: 'all' | readonly string[]): void;
  /** From now on these tasks of a side get no new request; an empty list lets all of them serve again. */
  withdraw(side: Side, tasks: 'all' | readonly string[]): void;
  withdrawn(side: Side): readonly string[];
  /** How many tasks of a side have been admitted. */
  admitted(side: Side): number;
  /** The side is gone. */
  forget(side: Side): void;
}

export function openPoolBook(plan: BlueGreenPlan): PoolBook {
  const sides = new Map<string, PoolSideIntent>();
  const change = (side: Side, part: Partial<PoolSideIntent>): void => {
    const known = sides.get(side.appId) ?? { appId: side.appId, slot: side.slot, admit: [], withdrawn: [] };
    sides.set(side.appId, { ...known, ...part });
  };
  if (plan.blue !== undefined) change(plan.blue, { admit: 'all' });
  change(plan.green, {});
  return {
    intent: () => ({
      target: plan.target,
      service: plan.service,
      portIndex: plan.portIndex,
      sides: [...sides.values()],
    }),
    admit: (side, tasks) => {
      change(side, { admit: tasks });
    },
    withdraw: (side, tasks) => {
      change(side, { withdrawn: tasks });
    },
    withdrawn: (side) => {
      const tasks = sides.get(side.appId)?.withdrawn ?? [];
      return tasks === 'all' ? [] : tasks;
    },
    admitted: (side) => {
      const tasks = sides.get(side.appId)?.admit ?? [];
      return tasks === 'all' ? side.instances : tasks.length;
    },
    forget: (side) => {
      sides.delete(side.appId);
    },
  };
}
