import { CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ContactsInSpec } from '../../../src/domain/notifications-spec.ts';
import type { EventName, HookPlace } from '../../../src/domain/notifications.ts';
import type { CanaryPlan } from '../../../src/domain/plan.ts';
import { askHooks } from '../../../workflows/ask-hooks.ts';
import { causeOf, orRefuse } from '../../../workflows/failure.ts';
import { Journal } from '../../../workflows/journal.ts';
import { openKeeping } from '../../../workflows/keeping.ts';
import { status } from '../../../workflows/messages.ts';
import { OpenVerdict } from '../../../workflows/open-verdict.ts';
import { listenToOperator } from '../../../workflows/operator.ts';
import { openPoolBook } from '../../../workflows/pool-book.ts';
import { everythingTold, tell } from '../../../workflows/tell.ts';
import { openTelling } from '../../../workflows/telling.ts';

export { deliver } from '../../../workflows/deliver.ts';

export interface Script {
  readonly contacts: ContactsInSpec;
  /** `until`: waits for ever, or until it is aborted. */
  readonly acts: readonly ({ readonly tell: EventName } | { readonly ask: HookPlace } | 'wait')[];
}

const plan: CanaryPlan = {
  procedure: 'canary',
  target: 'local',
  service: 'shop',
  release: 'scripted',
  green: { colour: 'green', appId: '/shop-a', slot: 'a', instances: 1 },
  definition: { id: '/shop-a' },
  portIndex: 0,
  health: { timeoutMs: 1_000, toleranceMs: 1_000, required: true },
  drain: { timeoutMs: 1_000, onTimeout: 'kill' },
  bake: { durationMs: 0, intervalMs: 1_000, failureLimit: 0, checks: [] },
  steps: [],
  checks: [],
  bakeChecks: [],
  analysis: { timeoutMs: 1_000, patienceMs: 1_000 },
};

/** Tells and asks as a release does, and does nothing else. Answers how each act went. */
export async function scriptedRelease({ contacts, acts }: Script): Promise<readonly string[]> {
  const journal = new Journal('canary', workflowInfo().workflowId, workflowInfo().startTime);
  const forward = new CancellationScope();
  const operator = listenToOperator({
    onWord: (text) => {
      journal.note(text);
    },
    onAbort: () => {
      forward.cancel();
    },
    state: () => journal.state,
  });
  setHandler(status, () => journal.status());
  const telling = await orRefuse(openTelling(contacts));
  journal.about({ service: 'shop', target: 'local' });
  const pool = openPoolBook(plan);
  const release = {
    plan,
    journal,
    operator,
    pool,
    verdict: new OpenVerdict(),
    telling,
    keeping: openKeeping(plan),
  };
  const went: string[] = [];
  for (const act of acts) {
    try {
      await forward.run(async () => {
        if (act === 'wait') await condition(() => false);
        else if ('tell' in act) tell(release, { name: act.tell, message: `this is ${act.tell}` });
        else await askHooks(release, act.ask);
      });
      went.push('done');
    } catch (failure) {
      const { kind, message } = causeOf(failure);
      went.push(`${kind}: ${message}`);
    }
  }
  await everythingTold(release);
  return went;
}
