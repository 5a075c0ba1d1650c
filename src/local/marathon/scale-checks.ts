import type { Timers } from './clock.ts';
import type { Deployments } from './deployments/deployments.ts';
import { proposeScaling } from './deployments/scaling.ts';
import type { RootStore } from './groups/root-store.ts';
import type { Instance } from './tasks/instance.ts';
import type { InstanceTracker } from './tasks/tracker.ts';

export interface ScaleCheckParts {
  readonly timers: Timers;
  readonly tracker: InstanceTracker;
  readonly store: RootStore;
  readonly deployments: Deployments;
  readonly retire: (instance: Instance) => void;
}

/** scale_apps_initial_delay and scale_apps_interval of GET /v2/info. */
const FIRST_AFTER_MS = 15_000;
const INTERVAL_MS = 300_000;

/** Brings apps that no deployment holds to the number of instances they should have. */
export class ScaleChecks {
  readonly #parts: ScaleCheckParts;

  constructor(parts: ScaleCheckParts) {
    this.#parts = parts;
    const all = (): void => {
      for (const id of Object.keys(parts.store.root().apps)) this.check(id);
    };
    parts.timers.after(FIRST_AFTER_MS, all);
    parts.timers.every(INTERVAL_MS, all);
  }

  check(appId: string): void {
    const { tracker, store, deployments, retire } = this.#parts;
    const app = store.root().apps[appId];
    if (app === undefined || deployments.isLocked(appId)) return;
    const instances = tracker.ofApp(appId);
    const question = { instances, sentenced: [], scaleTo: app.instances, killSelection: app.killSelection };
    const { kill, startCount } = proposeScaling(question);
    kill.forEach(retire);
    tracker.schedule(app, startCount);
  }
}
