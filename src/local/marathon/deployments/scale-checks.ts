import type { Timers } from '../clock.ts';
import type { RootStore } from '../groups/root-store.ts';
import type { Instance } from '../tasks/instance.ts';
import type { InstanceTracker } from '../tasks/tracker.ts';
import type { Deployments } from './deployments.ts';
import { proposeScaling } from './scaling.ts';

/** scale_apps_initial_delay and scale_apps_interval of GET /v2/info. */
export const FIRST_SCALE_CHECK_MS = 15_000;
export const SCALE_CHECK_INTERVAL_MS = 300_000;

/** Brings apps that no deployment holds to the number of instances they should have. */
export class ScaleChecks {
  readonly #tracker: InstanceTracker;
  readonly #store: RootStore;
  readonly #deployments: Deployments;
  readonly #retire: (instance: Instance) => void;

  constructor(
    timers: Timers,
    tracker: InstanceTracker,
    store: RootStore,
    deployments: Deployments,
    retire: (instance: Instance) => void,
  ) {
    this.#tracker = tracker;
    this.#store = store;
    this.#deployments = deployments;
    this.#retire = retire;
    const checkAll = (): void => {
      for (const id of Object.keys(store.root().apps)) this.check(id);
    };
    timers.after(FIRST_SCALE_CHECK_MS, checkAll);
    timers.every(SCALE_CHECK_INTERVAL_MS, checkAll);
  }

  check(appId: string): void {
    const app = this.#store.root().apps[appId];
    if (app === undefined || this.#deployments.isLocked(appId)) return;
    const instances = this.#tracker.ofApp(appId);
    const question = { instances, sentenced: [], scaleTo: app.instances, killSelection: app.killSelection };
    const { kill, startCount } = proposeScaling(question);
    kill.forEach(this.#retire);
    this.#tracker.schedule(app, startCount);
  }
}
