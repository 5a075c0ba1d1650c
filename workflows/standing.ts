import {
  ApplicationFailure,
  CancellationScope,
  getExternalWorkflowHandle,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { queuedText } from '../src/domain/line-text.ts';
import type { InLine, LinePolicy, Run } from '../src/domain/line.ts';
import { acting } from './acting.ts';
import { startedBy, type Contender } from './contender.ts';
import { leave, lineNews, serviceLineId, type LineNews } from './messages-line.ts';
import { serviceLockId } from './messages.ts';
import { signature } from './operator.ts';

/** Where one release stands in the line of its service. */
export interface Standing {
  /** 1 is the turn. Absent until the line has told. */
  readonly place: number | undefined;
  /** Why it may not wait any longer, said by the line. */
  readonly dismissal: ApplicationFailure | undefined;
  /** Goes to the line, or stays in it. Safe to repeat. */
  join(): Promise<void>;
  /** Goes from the line, with the lock or for good. */
  leave(which: { readonly took: boolean }): Promise<void>;
  /** This one runs meanwhile, as far as is known. */
  sees(running: Run): void;
}

/** Listens to the line from now on, also when the wait is over: news may come late. */
export function standingInLine({ spec, journal }: Contender, policy: LinePolicy): Standing {
  const { target, service } = spec;
  const { workflowId, runId } = workflowInfo();
  const entry: InLine = {
    ...{ workflowId, runId, policy, since: new Date().toISOString() },
    ...whoStarted(),
  };
  let isWaiting = true;
  let place: number | undefined;
  let running: Run | undefined;
  let dismissal: ApplicationFailure | undefined;
  const show = (): void => {
    journal.enter(place === undefined ? 'starting' : 'queued', queuedText(place, running, policy));
    const reason = running === undefined ? 'its turn' : `the end of ${running.workflowId}`;
    journal.waitFor({ reason, owner: 'release', since: entry.since });
  };
  const go = async (took: boolean): Promise<void> => {
    const line = getExternalWorkflowHandle(serviceLineId(target, service));
    // A line that is gone has forgotten this one already.
    await CancellationScope.nonCancellable(() =>
      line.signal(leave, { workflowId, runId, took }).catch(() => undefined),
    );
  };
  setHandler(lineNews, (news) => {
    if (!isWaiting) {
      // A join that arrived late has put it into line again.
      if (news.kind === 'place') void go(false);
      return;
    }
    if (news.kind === 'place') {
      place = news.place;
      running = news.running ?? running;
      show();
    } else dismissal ??= dismissalOf(news, spec);
  });
  return {
    get place() {
      return place;
    },
    get dismissal() {
      return dismissal;
    },
    async join() {
      show();
      const input = { target, service, lockId: serviceLockId(target, service), entry };
      const seen = await CancellationScope.nonCancellable(() => acting('join the line').joinLine(input));
      running ??= seen.running;
      show();
    },
    async leave({ took }) {
      isWaiting = false;
      journal.waitFor(undefined);
      await go(took);
    },
    sees(it) {
      running = it;
      show();
    },
  };
}

function whoStarted(): { readonly by?: string } {
  const by = startedBy();
  return by === undefined ? {} : { by };
}

function dismissalOf(
  news: Exclude<LineNews, { kind: 'place' }>,
  { target, service }: Contender['spec'],
): ApplicationFailure {
  const line = `the line of "${service}" on target "${target}"`;
  if (news.kind === 'superseded')
    return ApplicationFailure.nonRetryable(
      `whenBusy: a newer release, workflow ${news.by.workflowId}, has taken the place in ${line}; nothing was begun`,
      'ReleaseSuperseded',
      news.by,
    );
  return ApplicationFailure.nonRetryable(
    `removed from ${line}${signature(news)}; nothing was begun`,
    'RemovedFromLine',
    news,
  );
}
