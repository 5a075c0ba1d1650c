import type { ReleaseState, ReleaseStatus } from '../../src/domain/status.ts';
import { askWorkflow } from './temporal/clients.ts';
import { isRunning, type Execution } from './temporal/execution.ts';
import type { TemporalServer } from './temporal/server.ts';

/** Tries of a release that holds; then it is ended as it stands. */
const PATIENCE = 4;

/** What somebody says who wants every release to come to its end; `tried`: how often it has held so far. */
function wordFor(state: ReleaseState, tried: number): string | undefined {
  switch (state) {
    case 'paused':
    case 'drain-overdue':
      return 'resume';
    case 'waiting-for-approval':
      return 'approve';
    case 'inconclusive':
    case 'observing':
      return 'promote';
    case 'step-failed':
      return tried > PATIENCE ? 'abort' : 'retry';
    case 'holding':
      return tried > PATIENCE ? 'abort' : 'resume';
    case 'starting':
    case 'queued':
    case 'running':
    case 'draining':
    case 'asking':
    case 'baking':
    case 'analysing':
    case 'rolling-back':
    case 'removing':
    case 'finished':
      return undefined;
  }
}

export interface Person {
  /** Looks at every release that runs, and says what brings it on. */
  look(): Promise<void>;
  readonly violations: string[];
  /** Where the last release that was looked at stood. */
  readonly last: string;
  readonly states: ReadonlySet<ReleaseState>;
}

export function aPerson(server: TemporalServer): Person {
  const violations: string[] = [];
  const states = new Set<ReleaseState>();
  let last = 'nothing was seen';
  const tries = new Map<string, number>();
  return {
    violations,
    states,
    get last() {
      return last;
    },
    look: async () => {
      for (const run of server.runs.filter((it) => isRelease(it) && isRunning(it))) {
        const status = await askWorkflow<ReleaseStatus>(server, run.workflowId, 'status', run.runId).catch(
          () => undefined,
        );
        if (status === undefined) continue;
        states.add(status.state);
        last = `${status.state}: ${status.message}${status.gate === undefined ? '' : ` (${JSON.stringify(status.gate)})`}`;
        const problem = waitProblem(status);
        if (problem !== undefined && !violations.includes(problem)) violations.push(problem);
        const tried = tries.get(run.runId) ?? 0;
        const word = wordFor(status.state, tried);
        if (word === undefined) continue;
        if (status.state === 'holding' || status.state === 'step-failed') tries.set(run.runId, tried + 1);
        const by = ['ann', 'ben', 'cem'][(tried + (status.gate?.answers.length ?? 0)) % 3];
        server.signal(run.workflowId, word, [{ by }], run.runId);
      }
    },
  };
}

export const isRelease = ({ type }: Execution): boolean => type === 'blueGreen' || type === 'canary';

/** A wait without an end has somebody who ends it. */
function waitProblem({ wait, state }: ReleaseStatus): string | undefined {
  if (wait === undefined || wait.until !== undefined) return undefined;
  if (wait.owner === 'operator' || wait.owner === 'release') return undefined;
  return `waits without a bound in ${state}: ${wait.reason} (owner ${wait.owner})`;
}
