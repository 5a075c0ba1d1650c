import type { EventName } from './notifications.ts';
import type { Outcome } from './outcome.ts';
import type { ReleaseState } from './status.ts';

/** What a release tells when it comes to a state, in this order. `outcome`: there once it has finished. */
export function eventsOfState(state: ReleaseState, outcome?: Pick<Outcome, 'kind'>): readonly EventName[] {
  switch (state) {
    case 'paused':
      return ['paused'];
    case 'waiting-for-approval':
    case 'drain-overdue':
    case 'inconclusive':
      return ['gate-open'];
    case 'holding':
    case 'step-failed':
      return ['stuck'];
    case 'finished':
      return outcome?.kind === 'rolled-back' || outcome?.kind === 'aborted'
        ? ['rolled-back', 'finished']
        : ['finished'];
    case 'starting':
    case 'queued':
    case 'draining':
    case 'asking':
    case 'running':
    case 'baking':
    case 'observing':
    case 'analysing':
    case 'rolling-back':
    case 'removing':
      return [];
  }
}
