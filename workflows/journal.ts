import { setCurrentDetails } from '@temporalio/workflow';
import { withReports } from '../src/domain/check-reports.ts';
import { commandsFor } from '../src/domain/commands.ts';
import type { GateRecord } from '../src/domain/gates.ts';
import type { Outcome, StepRecord } from '../src/domain/outcome.ts';
import type { CheckReport } from '../src/domain/analysis.ts';
import type { ReleasePlan, Side } from '../src/domain/plan.ts';
import { titleFor } from '../src/domain/procedure.ts';
import { beginStep, endStep, skipAhead, type StepKey } from '../src/domain/progress.ts';
import { recordOutcome } from './record-outcome.ts';
import type {
  Procedure,
  ReleaseState,
  ReleaseStatus,
  SideStatus,
  Sighting,
  Wait,
} from '../src/domain/status.ts';

const MOST_EVENTS = 50;

/** What a release tells about itself: the source of the query `status` and of the outcome's steps. */
export class Journal {
  readonly #procedure: Procedure;
  readonly #release: string;
  readonly #startedAt: Date;
  readonly #events: { at: string; text: string }[] = [];
  #state: ReleaseState = 'starting';
  #message = 'reading the spec';
  #about: { readonly service: string; readonly target: string } = { service: '', target: '' };
  #plan: ReleasePlan | undefined;
  #wait: Wait | undefined;
  #outcome: Outcome | undefined;
  #steps: readonly StepRecord[] = [];
  #sides: readonly SideStatus[] = [];
  #checks: readonly CheckReport[] = [];
  #gates: readonly GateRecord[] = [];
  #isPauseToCome = false;
  #isLastWord = false;
  #weight: number | undefined;
  #reachedWeight: number | undefined;
  #onEnter: (state: ReleaseState) => void = () => undefined;
  #exposure: { readonly totalMs: number; readonly since?: number } = { totalMs: 0 };

  constructor(procedure: Procedure, release: string, startedAt: Date) {
    this.#procedure = procedure;
    this.#release = release;
    this.#startedAt = startedAt;
  }

  get procedure(): Procedure {
    return this.#procedure;
  }

  get state(): ReleaseState {
    return this.#state;
  }

  /** What it is doing now. */
  get message(): string {
    return this.#message;
  }

  get steps(): readonly StepRecord[] {
    return this.#steps;
  }

  get startedAt(): Date {
    return this.#startedAt;
  }

  /** Something happened that the operator should see. */
  note(text: string): void {
    this.#events.push({ at: now(), text });
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
  }

  /** What it is doing now, in one sentence; shown in Temporal's UI too. */
  enter(state: ReleaseState, message: string): void {
    const isNew = state !== this.#state || message !== this.#message;
    if (isNew) this.note(message);
    this.#state = state;
    this.#message = message;
    setCurrentDetails(`**${state}**: ${message}`);
    if (isNew) this.#onEnter(state);
  }

  /** The state while `act` lasts, without a word: what it does has been said. */
  async during<T>(state: ReleaseState, act: () => Promise<T>): Promise<T> {
    const before = this.#state;
    this.#state = state;
    setCurrentDetails(`**${state}**: ${this.#message}`);
    try {
      return await act();
    } finally {
      this.back(state, before);
    }
  }

  /** To the state from before something that has not come to its end; whoever ends it says why. */
  back(from: ReleaseState, to: ReleaseState): void {
    if (this.#state !== from) return;
    this.#state = to;
    setCurrentDetails(`**${to}**: ${this.#message}`);
  }

  /** From now on called with each state that is entered, and with one that is entered anew for another reason. */
  listen(onEnter: (state: ReleaseState) => void): void {
    this.#onEnter = onEnter;
  }

  /** What comes next is the point of no return. */
  lastWordComes(): void {
    this.#isLastWord = true;
  }

  pauseComes(is: boolean): void {
    this.#isPauseToCome = is;
  }

  waitFor(wait: Wait | undefined): void {
    this.#wait = wait;
  }

  saw(sighting: Sighting): void {
    const seen = new Set(sighting.apps.map((side) => side.appId));
    this.#sides = [...this.#sides.filter((side) => !seen.has(side.appId)), ...sighting.apps];
  }

  about(service: { readonly service: string; readonly target: string }): void {
    this.#about = service;
  }

  /** What was done before, such as turning another version back, stays told. */
  planned(plan: ReleasePlan, ahead: readonly StepRecord[]): void {
    this.#plan = plan;
    this.#steps = [...this.#steps.filter((it) => it.state !== 'ahead'), ...ahead];
  }

  /** `title`: of a step that is not one of the eleven. */
  begin(key: StepKey, title = titleFor(key.step, key.direction, this.#procedure)): void {
    this.#steps = beginStep(this.#steps, key, title, now());
    const { batch, canaryStep } = key;
    const place =
      canaryStep === undefined ? (batch === undefined ? '' : ` (batch ${batch})`) : ` (step ${canaryStep})`;
    this.enter(this.#state === 'starting' ? 'running' : this.#state, `${title}${place}`);
  }

  end(state: 'done' | 'failed'): void {
    this.#steps = endStep(this.#steps, state, now());
  }

  /** What lies ahead will not be done. */
  skipAhead(): void {
    this.#steps = skipAhead(this.#steps);
  }

  /** What an analysis has measured: on its way, or in the end. */
  measured(reports: readonly CheckReport[], which: { readonly final: boolean }): void {
    this.#checks = withReports(this.#checks, reports, which);
  }

  get checks(): readonly CheckReport[] {
    return this.#checks;
  }

  /** A gate, open or passed, with the answers so far. */
  gate(record: GateRecord): void {
    const others = this.#gates.filter((it) => it.name !== record.name || it.openedAt !== record.openedAt);
    this.#gates = [...others, record];
  }

  get gates(): readonly GateRecord[] {
    return this.#gates;
  }

  /** The canary has this share of the requests, in ten-thousandths. */
  weighs(weight: number): void {
    this.#weight = weight;
    this.#reachedWeight = Math.max(weight, this.#reachedWeight ?? 0);
  }

  get reachedWeight(): number | undefined {
    return this.#reachedWeight;
  }

  finish(outcome: Outcome): void {
    this.#outcome = outcome;
    this.#wait = undefined;
    this.enter('finished', outcome.summary);
    recordOutcome(outcome.kind);
  }

  /** Green has users from now on, or no longer. */
  exposed(on: boolean): void {
    if (on) this.#exposure = { since: Date.now(), ...this.#exposure };
    else this.#exposure = { totalMs: this.exposureMs };
  }

  /** How long green has had users. */
  get exposureMs(): number {
    const { totalMs, since } = this.#exposure;
    return totalMs + (since === undefined ? 0 : Date.now() - since);
  }

  status(): ReleaseStatus {
    const blue = this.#sideOf(this.#plan?.blue, this.#plan?.blue?.instances);
    const green = this.#sideOf(this.#plan?.green, this.#plan?.adopted?.instances);
    const commands = commandsFor(this.#state, { isPauseToCome: this.#isPauseToCome });
    const gate = this.#gates.find((it) => it.closedAt === undefined);
    return {
      procedure: this.#procedure,
      service: this.#about.service,
      target: this.#about.target,
      release: this.#release,
      state: this.#state,
      message: this.#message,
      startedAt: this.#startedAt.toISOString(),
      steps: this.#steps,
      ...(blue === undefined ? {} : { blue }),
      ...(green === undefined ? {} : { green }),
      ...(this.#weight === undefined ? {} : { weight: this.#weight }),
      ...(this.#procedure === 'canary' ? { checks: this.#checks } : {}),
      ...(this.#wait === undefined ? {} : { wait: this.#wait }),
      ...(gate === undefined ? {} : { gate }),
      ...(this.#isLastWord && commands.length > 0 ? { lastWord: true } : {}),
      commands,
      events: this.#events,
      ...(this.#outcome === undefined ? {} : { outcome: this.#outcome }),
    };
  }

  /** As it was seen last, or as it was when the release was planned. */
  #sideOf(side: Side | undefined, instances = 0): SideStatus | undefined {
    if (side === undefined) return undefined;
    const { appId } = side;
    return this.#sides.find((it) => it.appId === appId) ?? { appId, instances, tasks: [] };
  }
}

function now(): string {
  return new Date().toISOString();
}
