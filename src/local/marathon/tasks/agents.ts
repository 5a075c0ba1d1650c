import { timestamp, type Timers } from '../clock.ts';
import { AGENT_IDS } from './agent.ts';
import type { Executor, TaskStatus } from './executor.ts';
import { agentOf, isUnreachable, isWaiting, type Instance } from './instance.ts';
import type { InstanceTracker } from './tracker.ts';

export interface AgentsParts {
  readonly timers: Timers;
  readonly tracker: InstanceTracker;
  readonly executor: Executor;
  /** Brings an app back to its count, unless a deployment holds it. */
  readonly checkScale: (appId: string) => void;
  /** What an agent that is back tells of what has happened meanwhile. */
  readonly report: (instanceId: string, status: TaskStatus) => void;
}

/**
 * Which agents Marathon can reach. The tasks of one that is away run on, and are treated by the `unreachableStrategy` of
 * their apps; what is asked of them, or happens to them, waits until it is back.
 */
export class Agents {
  readonly #parts: AgentsParts;
  readonly #away: Set<string>;
  readonly #held: { readonly id: string; readonly status: TaskStatus }[] = [];
  readonly #timers = new Map<string, () => void>();

  constructor(parts: AgentsParts, away: readonly string[]) {
    this.#parts = parts;
    this.#away = new Set(away);
    for (const instance of parts.tracker.all().filter(isUnreachable)) this.#age(instance);
  }

  away(): readonly string[] {
    return [...this.#away];
  }

  isAway(agentId: string): boolean {
    return this.#away.has(agentId);
  }

  /** Keeps a report of a task whose agent is away; false when it is not. */
  holds(instance: Instance, status: TaskStatus): boolean {
    if (!this.isAway(agentOf(instance))) return false;
    this.#held.push({ id: instance.id, status });
    return true;
  }

  /** Safe to repeat. */
  lose(agentId: string): void {
    this.#away.add(agentId);
    for (const instance of this.#on(agentId)) {
      this.#parts.tracker.unreachable(instance.id, timestamp());
      const lost = this.#parts.tracker.get(instance.id);
      if (lost !== undefined) this.#age(lost);
    }
  }

  /** What has been expunged or sentenced meanwhile is ended. Safe to repeat. */
  find(agentId: string): void {
    const { tracker, executor, report } = this.#parts;
    this.#away.delete(agentId);
    for (const instance of this.#on(agentId).filter(isUnreachable)) {
      this.#forgetTimer(instance.id);
      tracker.reachable(instance.id);
      if (instance.goal === 'Decommissioned') executor.kill(instance);
    }
    executor.endUnknown((id) => tracker.get(id) !== undefined);
    const held = this.#held.splice(0);
    for (const { id, status } of held) report(id, status);
  }

  #on(agentId: string): readonly Instance[] {
    const { tracker } = this.#parts;
    return tracker.all().filter((it) => it.task !== undefined && !isWaiting(it) && agentOf(it) === agentId);
  }

  /** First it is no longer counted, and replaced; then it is forgotten. */
  #age({ id, appId, spec, task }: Instance): void {
    const { unreachableStrategy: strategy } = spec;
    if (strategy === 'disabled') return;
    const sinceMs = Date.now() - Date.parse(task?.unreachableSince ?? timestamp());
    const { inactiveAfterSeconds, expungeAfterSeconds } = strategy;
    this.#after(id, inactiveAfterSeconds * 1_000 - sinceMs, () => {
      this.#parts.tracker.inactive(id);
      this.#parts.checkScale(appId);
      this.#after(id, (expungeAfterSeconds - inactiveAfterSeconds) * 1_000, () => {
        this.#parts.tracker.expunge(id);
        this.#parts.checkScale(appId);
      });
    });
  }

  #after(id: string, ms: number, act: () => void): void {
    if (ms <= 0) act();
    else this.#timers.set(id, this.#parts.timers.after(ms, act));
  }

  #forgetTimer(id: string): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
  }
}

/** Where the next task of an app goes: to the agent in reach with the fewest tasks of it, then with the fewest of all. */
export function nextAgent(
  appId: string,
  instances: readonly Instance[],
  isAway: (agentId: string) => boolean,
): string | undefined {
  const placed = instances.filter((it) => it.task !== undefined && !isWaiting(it));
  const count = (agentId: string, some: readonly Instance[]): number =>
    some.filter((it) => agentOf(it) === agentId).length;
  const ofApp = placed.filter((it) => it.appId === appId);
  return AGENT_IDS.filter((id) => !isAway(id)).toSorted(
    (one, other) => count(one, ofApp) - count(other, ofApp) || count(one, placed) - count(other, placed),
  )[0];
}
