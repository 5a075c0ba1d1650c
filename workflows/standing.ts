import {
  ApplicationFailure,
  CancellationScope,
  getExternalWorkflowHandle,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { queuedText } from '../src/domain/line-text.ts';
import type { Running } from '../src/domain/line-running.ts';
import { isSame, type InLine, type LinePolicy } from '../src/domain/line.ts';
import { acting } from './acting.ts';
import { startedBy, type Contender } from './contender.ts';
import { newsIn } from './line-news.ts';
import { leave, lineNews, serviceLineId, type LineNews } from './messages-line.ts';
import { serviceLockId } from './messages.ts';
import { signature } from './operator.ts';

/** Where one release stands in the line of its service, as far as the line has told. */
export interface Standing {
  readonly contender: Contender;
  readonly entry: InLine;
  isWaiting: boolean;
  /** 1 is the turn. */
  place?: number;
  running?: Running;
  /** Why it may not wait any longer. */
  dismissal?: ApplicationFailure;
}

/** Listens to the line from now on, also when the wait is over: news may come late. */
export function standingInLine(contender: Contender, policy: LinePolicy): Standing {
  const { workflowId, runId } = workflowInfo();
  const since = new Date().toISOString();
  const standing: Standing = {
    contender,
    entry: { workflowId, runId, policy, since, ...whoStarted() },
    isWaiting: true,
  };
  setHandler(lineNews, (input) => {
    const news = newsIn(input);
    if (news === undefined)
      contender.journal.note('signal "lineNews" brought no news of a line and was ignored');
    else hear(standing, news);
  });
  return standing;
}

function hear(standing: Standing, news: LineNews): void {
  if (!standing.isWaiting) {
    // A join that arrived late has put it into line again.
    if (news.kind === 'place') void tellLine(standing, false);
  } else if (news.kind === 'place') {
    standing.place = news.place;
    const { running: known } = standing;
    if (news.running !== undefined && (known === undefined || !isSame(known, news.running)))
      standing.running = news.running;
    show(standing);
  } else standing.dismissal ??= dismissalOf(news, standing.contender.spec);
}

/** Goes to the line, or stays in it. Safe to repeat. */
export async function joinLine(standing: Standing): Promise<void> {
  show(standing);
  const { entry } = standing;
  const { target, service } = standing.contender.spec;
  const input = { target, service, lockId: serviceLockId(target, service), entry };
  const seen = await CancellationScope.nonCancellable(() => acting('join the line').joinLine(input));
  if (standing.running === undefined && seen.running !== undefined) see(standing, seen.running);
}

/** Goes from the line, with the lock or for good. */
export async function leaveLine(standing: Standing, { took }: { readonly took: boolean }): Promise<void> {
  standing.isWaiting = false;
  standing.contender.journal.waitFor(undefined);
  await tellLine(standing, took);
}

/** This one runs meanwhile. */
export function see(standing: Standing, running: Running): void {
  standing.running = running;
  show(standing);
}

function show({ contender: { journal }, entry, place, running }: Standing): void {
  journal.enter(place === undefined ? 'starting' : 'queued', queuedText(place, running, entry.policy));
  const reason = running === undefined ? 'its turn' : `the end of ${running.workflowId}`;
  const owner = running?.stand === 'holding' ? 'operator' : 'release';
  journal.waitFor({ reason, owner, since: entry.since });
}

/** A line that is gone has forgotten this one already. */
async function tellLine({ contender: { spec }, entry }: Standing, took: boolean): Promise<void> {
  const line = getExternalWorkflowHandle(serviceLineId(spec.target, spec.service));
  const leaving = { workflowId: entry.workflowId, runId: entry.runId, took };
  await CancellationScope.nonCancellable(() => line.signal(leave, leaving).catch(() => undefined));
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
