import type { Info } from '@temporalio/activity';
import type { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { CancelReason } from '@temporalio/worker/lib/activity.js';
import type { ActivityTask } from './activity-task.ts';
import { clientOf } from './client.ts';
import type { Commanded } from './commanded.ts';

/** What becomes of one attempt of an activity, beside what the activity itself makes of it. */
export type AttemptFault =
  /** its worker dies before it does anything */
  | 'lost-before'
  /** it does all it does, and its worker dies before it says so */
  | 'lost-after'
  /** its heartbeats do not arrive: another attempt begins while this one still acts */
  | 'mute';

export type Act = (...args: unknown[]) => Promise<unknown>;

const nobody = (): void => undefined;
const quiet = { log: nobody, trace: nobody, debug: nobody, info: nobody, warn: nobody, error: nobody };

/** One attempt of an activity: the real function, in the SDK's own context. */
export class Attempt {
  /** Its worker has died: nothing that it does has an effect any more. */
  isDead = false;
  isMute: boolean;
  isSending = false;
  pending: { readonly details: unknown } | undefined;
  readonly task: ActivityTask;
  readonly done: Promise<void>;
  readonly #environment: MockActivityEnvironment;

  constructor(
    task: ActivityTask,
    info: Partial<Info>,
    act: Act,
    fault: AttemptFault | undefined,
    server: Pick<Commanded, 'signal'>,
  ) {
    this.task = task;
    this.isMute = fault === 'mute';
    const client = clientOf(server, () => this.isDead);
    this.#environment = new MockActivityEnvironment(info, { logger: quiet, client });
    this.#environment.on('heartbeat', (details: unknown) => {
      if (!this.isDead && !this.isMute) task.beat(this, details);
    });
    this.done = fault === 'lost-before' ? Promise.resolve() : this.#run(act, fault);
    if (fault === 'lost-before') this.isDead = true;
  }

  cancel(reason: CancelReason, details: ActivityCancellationDetails): void {
    this.#environment.cancel(reason, details);
  }

  /** Ends it as `kill -9` of its worker does: what runs on has no effect. */
  die(): void {
    this.isDead = true;
    this.#environment.cancel('WORKER_SHUTDOWN');
  }

  async #run(act: Act, fault: AttemptFault | undefined): Promise<void> {
    const ended = await this.#environment.run(act as never, ...(this.task.args as never[])).then(
      (result: unknown) => ({ result }),
      (error: unknown) => ({ error }),
    );
    if (fault === 'lost-after') this.isDead = true;
    if (!this.isDead) this.task.finish(this, ended);
  }
}
