import { placeText } from '../src/domain/gate-place.ts';
import {
  judgeAnswer,
  type Gate,
  type GateAnswer,
  type GateRecord,
  type WordAtGate,
} from '../src/domain/gates.ts';
import { momentText } from '../src/domain/moment-text.ts';

const MOST_REFUSALS = 50;

/** A gate that the release stands at, with what people have said to it. */
export class OpenGate {
  readonly gate: Gate;
  readonly #place: string;
  readonly #openedAt = new Date();
  readonly #answers: GateAnswer[] = [];
  #dropped = 0;
  #decision: 'approved' | 'rejected' | undefined;

  constructor(gate: Gate, old: 'blue' | 'stable') {
    this.gate = gate;
    this.#place = placeText(gate.at, old);
  }

  /** What people have decided; undefined while they have not. */
  get decision(): 'approved' | 'rejected' | undefined {
    return this.#decision;
  }

  /** The last answer that counted. */
  get last(): GateAnswer | undefined {
    return this.#answers.findLast((it) => it.refused === undefined);
  }

  /** Takes an answer; says why it does not count, or undefined. */
  take(word: WordAtGate & { readonly reason?: string }): string | undefined {
    const verdict = judgeAnswer(this.gate, this.#answers, word);
    const { answer, by, reason } = word;
    this.#answers.push({
      answer,
      ...(by === undefined ? {} : { by }),
      ...(reason === undefined ? {} : { reason }),
      at: new Date().toISOString(),
      ...(verdict.kind === 'refused' ? { refused: verdict.why } : {}),
    });
    this.#dropOldRefusals();
    if (verdict.kind === 'approved' || verdict.kind === 'rejected') this.#decision = verdict.kind;
    return verdict.kind === 'refused' ? verdict.why : undefined;
  }

  /** Somebody who keeps knocking must not fill the status. */
  #dropOldRefusals(): void {
    const refused = this.#answers.filter((it) => it.refused !== undefined);
    const [oldest] = refused;
    if (refused.length <= MOST_REFUSALS || oldest === undefined) return;
    this.#answers.splice(this.#answers.indexOf(oldest), 1);
    this.#dropped += 1;
  }

  record(result?: GateRecord['result']): GateRecord {
    const { name, approvals, by, deadline } = this.gate;
    const until = deadline && momentText(this.#openedAt.getTime() + deadline.afterMs);
    return {
      name,
      place: this.#place,
      openedAt: this.#openedAt.toISOString(),
      ...(result === undefined ? {} : { closedAt: new Date().toISOString(), result }),
      approvals,
      ...(by === undefined ? {} : { by }),
      ...(until === undefined || deadline === undefined ? {} : { until, then: deadline.then }),
      answers: [...this.#answers],
      ...(this.#dropped > 0 && { dropped: this.#dropped }),
    };
  }
}
