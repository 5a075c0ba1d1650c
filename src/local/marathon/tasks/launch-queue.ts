import { join } from 'node:path';
import { timestamp, type Timers } from '../clock.ts';
import { Lane } from '../lane.ts';
import type { AppSpec } from '../model/app-spec.ts';
import { taskIdOf } from '../model/path-id.ts';
import { rejectReason, TASK_HOST } from './agent.ts';
import { nextAgent } from './agents.ts';
import { afterFailure, remainingMs, type Backoff } from './backoff.ts';
import { isActive, isWaiting, type Instance, type Task } from './instance.ts';
import { OfferCounts, type OfferSummary } from './offer-counts.ts';
import { choosePorts, type PortRange } from './task-ports.ts';
import type { InstanceTracker } from './tracker.ts';

export interface LaunchQueueParts {
  readonly timers: Timers;
  readonly tracker: InstanceTracker;
  readonly sandboxRoot: string;
  readonly taskPorts: PortRange;
  /** On top of the shortest wait for an offer. */
  readonly launchDelayMs: number;
  /** Resolves when the instances are on disk: no process may run that is written nowhere. */
  readonly save: () => Promise<void>;
  readonly launch: (instance: Instance) => Promise<void>;
  readonly isAway: (agentId: string) => boolean;
}

export interface QueuedLaunch {
  readonly app: AppSpec;
  readonly count: number;
  readonly since: string;
  readonly delayMs: number;
  readonly offers: OfferSummary;
}

/** The least that any cluster lets an instance wait for its offer: no deployment that launches ends before it is seen. */
const OFFER_WAIT_MS = 200;

const OFFER_INTERVAL_MS = 1000;

/** Launches what waits, once its offer has come and its app's backoff is over. */
export class LaunchQueue {
  readonly #parts: LaunchQueueParts;
  readonly #backoffs: Map<string, Backoff>;
  readonly #launching = new Set<string>();
  readonly #offers = new OfferCounts();
  readonly #choosing = new Lane();
  #cancelWake: () => void = () => undefined;
  #pumping = false;

  constructor(parts: LaunchQueueParts, backoffs: Readonly<Record<string, Backoff>>) {
    this.#parts = parts;
    this.#backoffs = new Map(Object.entries(backoffs));
    parts.tracker.onChange(() => {
      this.#pumpSoon();
    });
    this.#pumpSoon();
  }

  /** One entry for each app with instances that wait. */
  queued(): readonly QueuedLaunch[] {
    const waiting = new Map<string, Instance[]>();
    for (const instance of this.#parts.tracker.all().filter(isWaiting)) {
      waiting.set(instance.appId, [...(waiting.get(instance.appId) ?? []), instance]);
    }
    return [...waiting].flatMap(([id, instances]) => {
      const [first] = instances;
      if (first === undefined) return [];
      const delayMs = remainingMs(this.#backoffs.get(id), first.spec, Date.now());
      const since = first.scheduledAt;
      return [{ app: first.spec, count: instances.length, since, delayMs, offers: this.#offers.of(id) }];
    });
  }

  failed(instance: Instance): void {
    const { appId, spec } = instance;
    this.#backoffs.set(appId, afterFailure(this.#backoffs.get(appId), spec, Date.now()));
  }

  resetDelay(appId: string): void {
    this.#backoffs.delete(appId);
    this.#pumpSoon();
  }

  forget(appId: string): void {
    this.#backoffs.delete(appId);
    this.#offers.forget(appId);
  }

  backoffs(): Readonly<Record<string, Backoff>> {
    return Object.fromEntries(this.#backoffs);
  }

  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    const { timers, tracker } = this.#parts;
    if (timers.ended) return;
    let wakeMs = Infinity;
    for (const instance of tracker.all()) {
      if (!isWaiting(instance) || this.#launching.has(instance.id)) continue;
      const waitMs = this.#waitMs(instance);
      if (waitMs > 0) wakeMs = Math.min(wakeMs, waitMs);
      else void this.#launch(instance);
    }
    this.#cancelWake();
    if (wakeMs < Infinity)
      this.#cancelWake = timers.after(wakeMs, () => {
        this.#pump();
      });
  }

  #waitMs(instance: Instance): number {
    const nowMs = Date.now();
    const offerMs = Date.parse(instance.scheduledAt) + OFFER_WAIT_MS + this.#parts.launchDelayMs - nowMs;
    return Math.max(offerMs, remainingMs(this.#backoffs.get(instance.appId), instance.spec, nowMs));
  }

  async #launch(waiting: Instance): Promise<void> {
    this.#launching.add(waiting.id);
    const provisioned = await this.#choosing.run(() => this.#provision(waiting));
    if (provisioned) await this.#start(waiting.id);
    else await this.#parts.timers.sleep(OFFER_INTERVAL_MS);
    this.#launching.delete(waiting.id);
    this.#pumpSoon();
  }

  /** Gives the instance its ports. One at a time: no two may be given the same. False when the offer does not do. */
  async #provision(waiting: Instance): Promise<boolean> {
    const { tracker, taskPorts, isAway } = this.#parts;
    const agentId = nextAgent(waiting.appId, tracker.all(), isAway);
    // Nobody makes an offer.
    if (agentId === undefined) return false;
    const reason = rejectReason(waiting.spec);
    const ports = reason ? undefined : await choosePorts(waiting.spec, taskPorts, this.#takenPorts());
    if (ports === undefined) {
      this.#offers.unused(waiting.appId, reason ?? 'InsufficientPorts');
      return false;
    }
    const instance = tracker.get(waiting.id);
    if (instance === undefined || !isWaiting(instance)) return true;
    this.#offers.used(instance.appId);
    tracker.provision(instance.id, this.#newTask(instance, ports, agentId));
    return true;
  }

  async #start(id: string): Promise<void> {
    const { tracker, save, launch, timers } = this.#parts;
    await save();
    const instance = tracker.get(id);
    if (instance === undefined || timers.ended) return;
    if (instance.goal === 'Running') await launch(instance);
    else tracker.ended(id, 'TASK_KILLED', 'Killed before it was launched');
  }

  #newTask(instance: Instance, ports: readonly number[], agentId: string): Task {
    const incarnation = (instance.task?.incarnation ?? 0) + 1;
    const id = taskIdOf(instance.id, incarnation);
    const sandbox = join(this.#parts.sandboxRoot, id);
    const stagedAt = timestamp();
    return { id, incarnation, state: 'TASK_STAGING', host: TASK_HOST, ports, stagedAt, sandbox, agentId };
  }

  #takenPorts(): ReadonlySet<number> {
    const active = this.#parts.tracker.all().filter(isActive);
    return new Set(active.flatMap((it) => it.task?.ports ?? []));
  }
}
