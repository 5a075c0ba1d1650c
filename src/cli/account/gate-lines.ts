import type { GateRecord } from '../../domain/gates.ts';
import { answerText, approvalsText, gateTitle } from '../tree/gate.ts';
import { line, type Line, type Tone } from '../tree/line.ts';
import { showMoment } from './history-lines.ts';

const RESULTS: Readonly<
  Record<NonNullable<GateRecord['result']>, { readonly words: string; readonly tone: Tone }>
> = {
  approved: { words: 'approved', tone: 'good' },
  rejected: { words: 'rejected', tone: 'bad' },
  'deadline-approved': { words: 'passed at its deadline, without an answer', tone: 'busy' },
  'deadline-rolled-back': { words: 'not approved by its deadline: went back', tone: 'bad' },
  left: { words: 'left without an answer: the release went back for another reason', tone: 'faint' },
};

/** Each gate that a release came to: when, how it went, who might answer, and every answer, refused ones too. */
export function gateReportLines(gates: readonly GateRecord[]): readonly Line[] {
  return gates.flatMap((gate) => {
    const { words, tone } =
      gate.result === undefined ? { words: 'open', tone: 'busy' as const } : RESULTS[gate.result];
    return [
      at(gate.openedAt, `${gateTitle(gate)}: ${approvalsText(gate)}`),
      ...gate.answers.map((it) => at(it.at, `  ${answerText(it)}`)),
      at(gate.closedAt, `  ${words}`, tone),
    ];
  });
}

function at(moment: string | undefined, text: string, tone: Tone = 'plain'): Line {
  return line(`    ${(moment === undefined ? '' : showMoment(moment)).padEnd(MOMENT)}  ${text}`, tone);
}

/** Width of `2026-11-24 10:00:07Z`. */
const MOMENT = 20;
