import { setCurrentDetails } from '@temporalio/workflow';
import { commandsFor } from '../src/domain/commands.ts';
import type { Outcome, StepRecord } from '../src/domain/outcome.ts';
import type { BlueGreenPlan } from '../src/domain/plan.ts';
import type { ReleaseState, ReleaseStatus, SideStatus, Sighting, Wait } from '../src/domain/status.ts';
import { titleFor, type StepNumber } from '../src/domain/procedure.ts';

const MOST_EVENTS = 50;

/** What the release tells about itself: the source of the query `status` and of the outcome's steps. */
export interface Journal {
  status(): ReleaseStatus;
  steps(): readonly StepRecord[];
  /** Something happened that the operator should see. */
  note(text: string): void;
  enter(state: ReleaseState, message: string): void;
  waitFor(wait: Wait | undefined): void;
  saw(sighting: Sighting): void;
  planned(plan: BlueGreenPlan, ahead: readonly StepRecord[]): void;
  begin(step: StepNumber, direction: StepRecord['direction'], batch?: number): void;
  end(step: StepNumber, state: 'done' | 'failed'): void;
  /** What was ahead will not be done. */
  skipAhead(): void;
  finish(outcome: Outcome): void;
  /** How long green has had users, in milliseconds. */
  exposureMs(): number;
  exposed(on: boolean): void;
}

export function keepJournal(release: string, startedAt: Date): Journal {
  let state: ReleaseState = 'starting';
  let message = 'reading the spec';
  let plan: BlueGreenPlan | undefined;
  let wait: Wait | undefined;
  let outcome: Outcome | undefined;
  let steps: StepRecord[] = [];
  let sides: readonly SideStatus[] = [];
  const events: { at: string; text: string }[] = [];
  const exposure: { totalMs: number; since?: number | undefined } = { totalMs: 0 };
  const now = (): string => new Date().toISOString();

  const note = (text: string): void => {
    events.push({ at: now(), text });
    if (events.length > MOST_EVENTS) events.shift();
  };
  const enter = (next: ReleaseState, sentence: string): void => {
    if (next !== state || sentence !== message) note(sentence);
    state = next;
    message = sentence;
    setCurrentDetails(`**${state}**: ${message}`);
  };
  return {
    note,
    enter,
    steps: () => steps,
    waitFor: (next) => {
      wait = next;
    },
    saw: (sighting) => {
      sides = [
        ...sides.filter((side) => !sighting.apps.some((it) => it.appId === side.appId)),
        ...sighting.apps,
      ];
    },
    planned: (next, ahead) => {
      plan = next;
      steps = [...ahead];
    },
    begin: (step, direction, batch) => {
      const title = titleFor(step, direction);
      const begun: StepRecord = {
        step,
        title,
        direction,
        state: 'running',
        startedAt: now(),
        ...(batch === undefined ? {} : { batch }),
      };
      const ahead = steps.findIndex(
        (it) => it.state === 'ahead' && it.step === step && it.batch === batch && it.direction === direction,
      );
      if (ahead >= 0) steps[ahead] = begun;
      else steps.push(begun);
      enter(
        state === 'starting' ? 'running' : state,
        batch === undefined ? title : `${title} (batch ${batch})`,
      );
    },
    end: (step, result) => {
      const running = steps.findLastIndex((it) => it.step === step && it.state === 'running');
      const record = steps[running];
      if (record !== undefined) steps[running] = { ...record, state: result, endedAt: now() };
    },
    skipAhead: () => {
      steps = steps.map((it) => (it.state === 'ahead' ? { ...it, state: 'skipped' } : it));
    },
    finish: (result) => {
      outcome = result;
      wait = undefined;
      enter('finished', result.summary);
    },
    exposed: (on) => {
      if (on) exposure.since ??= Date.now();
      else if (exposure.since !== undefined) {
        exposure.totalMs += Date.now() - exposure.since;
        exposure.since = undefined;
      }
    },
    exposureMs: () => exposure.totalMs + (exposure.since === undefined ? 0 : Date.now() - exposure.since),
    status: () => {
      const of = (appId: string | undefined): SideStatus | undefined =>
        sides.find((side) => side.appId === appId);
      const blue = of(plan?.blue?.appId);
      const green = of(plan?.green.appId);
      return {
        procedure: 'blue-green',
        service: plan?.service ?? '',
        target: plan?.target ?? '',
        release,
        state,
        message,
        startedAt: startedAt.toISOString(),
        steps,
        ...(blue === undefined ? {} : { blue }),
        ...(green === undefined ? {} : { green }),
        ...(wait === undefined ? {} : { wait }),
        commands: commandsFor(state),
        events,
        ...(outcome === undefined ? {} : { outcome }),
      };
    },
  };
}
