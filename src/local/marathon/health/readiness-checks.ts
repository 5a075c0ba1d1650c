import type { Timers } from '../clock.ts';
import type { ReadinessCheck } from '../model/app-schema.ts';
import { portNames, type AppSpec } from '../model/app-spec.ts';
import type { Instance, Task } from '../tasks/instance.ts';
import { versionOf } from '../tasks/instance.ts';
import type { InstanceTracker } from '../tasks/tracker.ts';
import { getOnce } from './http-probe.ts';

export interface ReadinessResult {
  readonly name: string;
  readonly taskId: string;
  readonly ready: boolean;
  /** Marathon loses the content type: it is always empty. */
  readonly lastResponse?: { readonly status: number; readonly contentType: ''; readonly body: string };
}

/** Marathon's first question comes as soon; a task that is not up by then waits for a whole interval. */
const FIRST_AFTER_MS = 500;

/** Asks the new tasks of one app whether they are ready, as long as a deployment waits for them. */
export class ReadinessChecks {
  readonly #app: AppSpec;
  readonly #timers: Timers;
  readonly #tracker: InstanceTracker;
  readonly #results = new Map<string, ReadinessResult>();
  readonly #asked = new Set<string>();
  readonly #ends: (() => void)[] = [];
  #ended = false;

  constructor(app: AppSpec, timers: Timers, tracker: InstanceTracker) {
    this.#app = app;
    this.#timers = timers;
    this.#tracker = tracker;
    this.#ends.push(
      tracker.onChange(() => {
        this.#follow();
      }),
    );
    this.#follow();
  }

  results(): readonly ReadinessResult[] {
    return [...this.#results.values()];
  }

  isReady(instance: Instance): boolean {
    const { task } = instance;
    const checks = this.#app.readinessChecks ?? [];
    return checks.every((it) => task !== undefined && this.#results.get(key(task, it))?.ready === true);
  }

  end(): void {
    this.#ended = true;
    for (const end of this.#ends) end();
  }

  #follow(): void {
    for (const instance of this.#tracker.ofApp(this.#app.id)) {
      const { task } = instance;
      if (versionOf(instance) !== this.#app.version || instance.condition !== 'Running' || !task) continue;
      if (this.#asked.has(task.id)) continue;
      this.#asked.add(task.id);
      for (const check of this.#app.readinessChecks ?? []) {
        this.#askAfter(Math.min(check.intervalSeconds * 1000, FIRST_AFTER_MS), check, task);
      }
    }
  }

  #askAfter(ms: number, check: ReadinessCheck, task: Task): void {
    this.#ends.push(this.#timers.after(ms, () => void this.#ask(check, task)));
  }

  async #ask(check: ReadinessCheck, task: Task): Promise<void> {
    const result = await ask(check, this.#app, task);
    if (this.#ended) return;
    if (result) this.#results.set(key(task, check), result);
    if (!result?.ready) this.#askAfter(check.intervalSeconds * 1000, check, task);
    this.#tracker.changed();
  }
}

/** Undefined when nothing answers: then there is nothing to tell yet. */
async function ask(check: ReadinessCheck, app: AppSpec, task: Task): Promise<ReadinessResult | undefined> {
  const port = task.ports[portNames(app).indexOf(check.portName)];
  const url = new URL(check.path, `${check.protocol.toLowerCase()}://${task.host}:${String(port ?? 0)}`);
  const asked = { name: check.name, taskId: task.id };
  try {
    const { status, body } = await getOnce(url, check.timeoutSeconds * 1000);
    const lastResponse = { status, contentType: '' as const, body };
    const ready = check.httpStatusCodesForReady.includes(status);
    return { ...asked, ready, ...(check.preserveLastResponse && { lastResponse }) };
  } catch {
    return undefined;
  }
}

function key(task: Task, check: ReadinessCheck): string {
  return `${task.id} ${check.name}`;
}
