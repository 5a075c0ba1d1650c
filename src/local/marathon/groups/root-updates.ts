import { randomUUID } from 'node:crypto';
import type { Accidents } from '../accidents.ts';
import { newVersion, STORE_WRITE_MS, type Timers } from '../clock.ts';
import type { Deployments } from '../deployments/deployments.ts';
import { planSteps, transitions, type DeploymentPlan } from '../deployments/plan.ts';
import type { EventStream } from '../events/event-stream.ts';
import { Lane } from '../lane.ts';
import { stamped, type RootGroup } from './root-group.ts';
import type { RootStore } from './root-store.ts';
import { withServicePorts } from './service-ports.ts';

export interface UpdateOptions {
  readonly force: boolean;
  /** Instances to be killed first where the change scales down. */
  readonly sentenced?: readonly string[];
  /** The time of the request when absent. */
  readonly version?: string;
}

/** What a change makes of the root at the moment its turn has come. Throws to refuse. */
export type RootChange = (root: RootGroup, version: string) => RootGroup;

/**
 * All changes of the root, one at a time. A change is made when its turn comes, its conflicts with running deployments
 * are looked at later, when it has been stored: what the caller knew when it asked may be over by then.
 */
export class RootUpdates {
  readonly #lane = new Lane();
  readonly #store: RootStore;
  readonly #deployments: Deployments;
  readonly #events: EventStream;
  readonly #timers: Timers;
  readonly #accidents: Accidents;

  constructor(
    store: RootStore,
    deployments: Deployments,
    events: EventStream,
    timers: Timers,
    accidents: Accidents,
  ) {
    this.#accidents = accidents;
    this.#store = store;
    this.#deployments = deployments;
    this.#events = events;
    this.#timers = timers;
  }

  /** Resolves when the change is in force and its deployment has begun. Throws what `change` throws, and AppLockedError. */
  update(change: RootChange, options: UpdateOptions): Promise<DeploymentPlan> {
    const version = options.version ?? newVersion();
    return this.#lane.run(async () => {
      try {
        const plan = await this.#apply(change, options, version);
        this.#events.publish('group_change_success', { groupId: '/', version });
        return plan;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#events.publish('group_change_failed', { groupId: '/', version, reason });
        throw error;
      }
    });
  }

  /** The steps that a change would take; changes nothing. */
  dryRun(change: RootChange): DeploymentPlan['steps'] {
    const from = this.#store.root();
    return planSteps(from, change(from, newVersion()));
  }

  async #apply(change: RootChange, options: UpdateOptions, version: string): Promise<DeploymentPlan> {
    this.#deployments.requireRoom();
    const from = this.#store.root();
    const to = stamped(from, withServicePorts(from, change(from, version)), version);
    const steps = planSteps(from, to);
    const plan = {
      id: randomUUID(),
      version,
      steps,
      changes: transitions(from, to, steps),
      sentenced: options.sentenced ?? [],
    };
    await Promise.all([this.#store.storeVersions(to, version), this.#timers.sleep(STORE_WRITE_MS)]);
    await this.#deployments.deploy(plan, options.force);
    await this.#timers.sleep(STORE_WRITE_MS);
    this.#accidents.beforeStore();
    await this.#store.storeRoot(to);
    return plan;
  }
}
