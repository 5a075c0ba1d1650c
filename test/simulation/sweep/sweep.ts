import type { Outcome } from '../../../src/domain/outcome.ts';
import { problemsAtEnd, runningReleases, stuckWorkflows } from '../ending.ts';
import { aPerson } from '../person.ts';
import { specOf, type Schedule } from '../schedule.ts';
import { MAIN, onStage, SETTLE_MS, type Stage } from '../stage.ts';
import type { Execution } from '../temporal/execution.ts';
import { watchUsers } from '../users.ts';
import { doForeign, type Foreign } from '../world/foreign.ts';
import type { Cell, Did } from './cell.ts';
import { sentenceOf } from './changes.ts';
import { problemsOf } from './expected.ts';
import type { Phase } from './phases.ts';
import { openWitness } from './witness.ts';

const PERSON_EVERY_MS = 6_000;
const LONGEST_MS = 400_000;
const SEED = 3;

/** One release in which somebody makes one change in one phase. */
export async function sweepCell(phase: Phase, foreign: Foreign): Promise<Cell> {
  const begun = { count: 0, then: (): void => undefined };
  const onAttempt = (type: string): void => {
    if (type === phase.activity && ++begun.count === phase.nth) begun.then();
  };
  return onStage(scheduleOf(phase), (stage) => play(stage, phase, foreign, begun), { onAttempt });
}

function scheduleOf({ procedure, spec, isBack }: Phase): Schedule {
  return {
    ...{ seed: SEED, balancers: 1, blue: 3, procedure, spec, green: { acts: 'good' }, sessionMs: 3_000 },
    ...{ prometheus: isBack === true ? 'bad' : 'good', moments: [], attempts: [], calls: [] },
  };
}

async function play(
  stage: Stage,
  phase: Phase,
  foreign: Foreign,
  begun: { then: () => void },
): Promise<Cell> {
  const { temporal, world, clock, schedule } = stage;
  await stage.beginWithBlue();
  const users = watchUsers(world, clock, schedule, () => runningReleases(temporal).length === 0);
  stage.onInstant = () => {
    users.look();
  };
  const person = aPerson(temporal);
  const witness = openWitness(stage, sentenceOf(foreign));
  begun.then = () => {
    stage.in(phase.afterMs, async () => {
      await witness.begin();
      if (doForeign(world, foreign, clock.now())) witness.made();
      every(stage, PERSON_EVERY_MS, () => person.look());
    });
  };
  const release = temporal.start(phase.procedure, MAIN, [specOf(schedule, 'v2', 'good')])!;
  const isOver = (): boolean => release.ending !== undefined || release.stuck !== undefined;
  await stage.until(() => isOver() || (witness.isBegun && !witness.isMade), LONGEST_MS);
  if (!witness.isBegun) return { phase, foreign, problems: [`${phase.activity} was not reached`] };
  if (!witness.isMade) return { phase, foreign, problems: [] };
  await stage.until(() => false, SETTLE_MS);
  const { namedAfterMs, isHeld } = witness;
  const did = { ...(namedAfterMs === undefined ? {} : { namedAfterMs }), isHeld, ...endOf(release) };
  const problems = [
    ...users.violations,
    ...person.violations,
    ...stuckWorkflows(temporal),
    ...atEnd(stage, did, person.last),
    ...problemsOf(phase, foreign, did),
  ];
  return { phase, foreign, did, problems };
}

function endOf({ ending }: Execution): Pick<Did, 'outcome' | 'endedAs'> {
  if (ending?.kind !== 'completed') return { endedAs: ending?.kind ?? 'runs' };
  const outcome = ending.result as Outcome;
  return { outcome, endedAs: outcome.kind };
}

/** Of one that has failed a person has to see to what is left. */
function atEnd({ world, temporal }: Stage, { outcome, endedAs }: Did, last: string): string[] {
  if (outcome === undefined) return [`it ended as ${endedAs}: ${last}`];
  return outcome.kind === 'failed' ? [] : problemsAtEnd(world, temporal, outcome);
}

function every(stage: Stage, ms: number, act: () => Promise<void>): void {
  stage.in(ms, async () => {
    every(stage, ms, act);
    await act();
  });
}
