/** Where a release can be held for people. */
export type GatePoint =
  | 'launch'
  /** green's first users */
  | 'traffic'
  /** a round of steps 2-9, counted from 1; blue-green only */
  | 'batch'
  /** a step of the spec, counted from 1; canary only */
  | 'step'
  /** what gives green everybody: the last batch, or 100 % */
  | 'promotion'
  /** the first task of blue leaves */
  | 'retire'
  | 'bake'
  /** blue is removed: the point of no return */
  | 'removal';

export interface GatePlace {
  readonly when: 'before' | 'after';
  readonly point: GatePoint;
  /** Absent at a batch or step: between all of them. */
  readonly number?: number;
}

/** A place where a release stops until people have answered. */
export interface Gate {
  /** Unique in a release; what an answer names. */
  readonly name: string;
  readonly at: GatePlace;
  /** Who may answer. Absent: anybody. */
  readonly by?: readonly string[];
  /** How many different people have to approve. */
  readonly approvals: number;
  readonly deadline?: GateDeadline;
}

export interface GateDeadline {
  readonly afterMs: number;
  /** Its field in the spec. Plans of before 0.3.0 have none. */
  readonly field?: string;
  readonly then: OnGateDeadline;
  /** `keep-waiting`: those who are told are told again this often. */
  readonly reminderMs: number;
}

export const ON_GATE_DEADLINE = ['approve', 'roll-back', 'keep-waiting'] as const;

export type OnGateDeadline = (typeof ON_GATE_DEADLINE)[number];

/** What somebody said to a gate. Kept whether it counted or not. */
export interface GateAnswer {
  readonly answer: 'approve' | 'reject';
  readonly by?: string;
  readonly reason?: string;
  /** ISO-8601 UTC. */
  readonly at: string;
  /** Why it does not count; absent when it does. */
  readonly refused?: string;
}

/** A gate on record: in the status while it is open, in the outcome afterwards. */
export interface GateRecord {
  readonly name: string;
  /** As the spec says it: `before retire-blue`. */
  readonly place: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly result?: 'approved' | 'rejected' | 'deadline-approved' | 'deadline-rolled-back' | 'left';
  readonly approvals: number;
  readonly by?: readonly string[];
  /** When the deadline passes, and what happens then. */
  readonly until?: string;
  readonly then?: OnGateDeadline;
  /** All that counted, and the last fifty that did not. */
  readonly answers: readonly GateAnswer[];
  /** Answers that did not count and are not kept. */
  readonly dropped?: number;
}

/** The gates of a place, in the order of the spec. One between all batches or steps stands before each but the first. */
export function gatesAt(
  gates: readonly Gate[],
  when: GatePlace['when'],
  point: GatePoint,
  number?: number,
): readonly Gate[] {
  return gates.filter(
    ({ at }) =>
      at.when === when &&
      at.point === point &&
      (at.number === undefined ? number === undefined || number > 1 : at.number === number),
  );
}

export type GateVerdict =
  /** it does not count, and is kept */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'open'; readonly missing: number }
  | { readonly kind: 'approved' }
  | { readonly kind: 'rejected' };

export interface WordAtGate {
  readonly answer: GateAnswer['answer'];
  readonly by?: string;
  /** The gate that is meant; absent: whichever is open. */
  readonly gate?: string;
}

/** What an answer comes to at an open gate, after those that were given before. What is decided stays so. */
export function judgeAnswer(gate: Gate, before: readonly GateAnswer[], word: WordAtGate): GateVerdict {
  const { name, approvals } = gate;
  if (word.gate !== undefined && word.gate !== name)
    return refused(`"${word.gate}" is not the gate that is open: that is "${name}"`);
  const counted = before.filter((it) => it.refused === undefined);
  if (counted.some(({ answer }) => answer === 'reject'))
    return refused(`the gate "${name}" is rejected already`);
  if (counted.length >= approvals) return refused(`the gate "${name}" is approved already`);
  const person = personOf(word.by);
  if (gate.by !== undefined && !gate.by.some((it) => personOf(it) === person))
    return refused(`${whoOf(word)} may not answer the gate "${name}": ${gate.by.join(', ')} may`);
  if (word.answer === 'reject') return { kind: 'rejected' };
  if (approvals === 1) return { kind: 'approved' };
  if (person === '') return refused(`the gate "${name}" needs ${approvals} names: say who approves`);
  if (counted.some(({ by }) => personOf(by) === person))
    return refused(`${whoOf(word)} has approved already; ${approvals} different people have to`);
  const missing = approvals - counted.length - 1;
  return missing === 0 ? { kind: 'approved' } : { kind: 'open', missing };
}

/** Whom a name stands for: somebody who writes it in other capitals is no second person. Empty: nobody in particular. */
export function personOf(name: string | undefined): string {
  return name?.trim().toLowerCase() ?? '';
}

function whoOf({ by }: WordAtGate): string {
  return by === undefined || personOf(by) === '' ? 'somebody without a name' : by;
}

function refused(why: string): GateVerdict {
  return { kind: 'refused', why };
}
