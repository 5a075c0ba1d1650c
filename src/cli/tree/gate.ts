import type { GateAnswer, GateRecord, OnGateDeadline } from '../../domain/gates.ts';
import type { LiveStatus } from '../live-status.ts';
import { clip, line, wrap, type Line } from './line.ts';
import { showDuration, showSpan } from './time.ts';

const MOST_ANSWERS = 5;

const THEN: Readonly<Record<OnGateDeadline, string>> = {
  approve: 'it goes on without an answer',
  'roll-back': 'the release goes back',
  'keep-waiting': 'whoever is told of it is told again, and it waits on',
};

/** The gate that is open: who may answer, how many have, what happens at its deadline, and, `opened`, each answer. */
export function gateLines(
  { gate }: Pick<LiveStatus, 'gate'>,
  now: Date,
  width: number,
  opened: boolean,
): readonly Line[] {
  if (gate === undefined) return [];
  const rest = Math.max(0, gate.answers.length - MOST_ANSWERS);
  return [
    line(clip(`  ${gateTitle(gate)}`, width), 'strong'),
    ...[approvalsText(gate), ...deadlineTexts(gate, now)].flatMap((text) =>
      wrap(text, width, '    ').map((it) => line(it)),
    ),
    ...(opened && rest > 0 ? [line(`    ${rest} earlier`, 'faint')] : []),
    ...(opened ? gate.answers.slice(-MOST_ANSWERS).flatMap((it) => answerLines(it, now, width)) : []),
  ];
}

/** `gate "business hours", before retire-blue`. */
export function gateTitle({ name, place }: Pick<GateRecord, 'name' | 'place'>): string {
  return name === place ? `gate "${name}"` : `gate "${name}", ${place}`;
}

/** `1 of 2 approvals; ann, bob or carl may answer`. */
export function approvalsText({ approvals, answers, by }: GateRecord): string {
  const who = by === undefined ? 'anybody' : inWords(by);
  const given = answers.filter((it) => it.answer === 'approve' && it.refused === undefined).length;
  return `${given} of ${approvals} ${approvals === 1 ? 'approval' : 'approvals'}; ${who} may answer`;
}

/** `approve by ann: looks good`, and why it does not count. */
export function answerText({ answer, by, reason, refused }: GateAnswer): string {
  const who = by === undefined ? ' by somebody without a name' : ` by ${by}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${answer}${who}${why}${refused === undefined ? '' : ` (does not count: ${refused})`}`;
}

function deadlineTexts({ until, then }: GateRecord, now: Date): readonly string[] {
  if (until === undefined || then === undefined) return ['no deadline: it waits as long as it takes'];
  const leftMs = Date.parse(until) - now.getTime();
  const moment = until.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z');
  if (leftMs > 0) return [`deadline in ${showDuration(leftMs)}, ${moment}: then ${THEN[then]}`];
  return [`deadline ${moment} has passed ${showDuration(-leftMs)} ago: ${THEN[then]}`];
}

function answerLines(answer: GateAnswer, now: Date, width: number): readonly Line[] {
  const counts = answer.refused === undefined;
  const text = `${counts ? '✓' : '✗'} ${showSpan(answer.at, now) ?? ''} ago  ${answerText(answer)}`;
  const tone = !counts || answer.answer === 'reject' ? 'bad' : 'good';
  return wrap(text, width, '    ').map((it) => line(it, tone));
}

function inWords(names: readonly string[]): string {
  const [last = '', ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
}
