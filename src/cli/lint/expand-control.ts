import type { Adopt, WhenBusy } from '../../domain/control.ts';
import { nameOfGate, type GateInSpec } from '../../domain/control-spec.ts';
import type { OnGateDeadline } from '../../domain/gates.ts';
import type { CheckedSpec } from '../../domain/spec.ts';
import { timeNotes } from './time-notes.ts';

/** What a spec says of who and what holds, ends or lets go a release, a sentence each; what goes without saying is left out. */
export function controlInWords(spec: CheckedSpec): readonly string[] {
  const { gates = [], until, onFailure, whenBusy = 'refuse', adopt = 'finish' } = spec;
  return [
    ...gates.map(gateInWords),
    ...(until === undefined ? [] : [untilInWords(until)]),
    ...(onFailure === 'pause'
      ? ['a step that fails before users notice waits for "retry" or "abort"; anything else goes back']
      : []),
    ...deadlinesInWords(spec),
    ...warmInWords(spec),
    ...(whenBusy === 'refuse' ? [] : [`while another release of the service runs, ${WHEN_BUSY[whenBusy]}`]),
    ...(adopt === 'finish' ? [] : [`a second version that was left half-way ${LEFT[adopt]}`]),
    ...timeNotes(spec),
  ];
}

function gateInWords(gate: GateInSpec): string {
  const name = nameOfGate(gate);
  const place = gate.before === undefined ? `after ${gate.after ?? ''}` : `before ${gate.before}`;
  const where = name === place ? '' : `, ${place}`;
  return `gate "${name}"${where}: ${approversInWords(gate)}; ${deadlineInWords(gate)}`;
}

function approversInWords({ by, approvals }: GateInSpec): string {
  if (by === undefined)
    return approvals === 1 ? 'anybody may approve' : `${approvals} different people have to approve`;
  const who = by.length === 1 ? by.join('') : `${approvals} of ${by.join(', ')}`;
  return `${who} ${approvals === 1 ? 'has' : 'have'} to approve`;
}

function deadlineInWords({ deadline, onDeadline = 'keep-waiting', reminder = '1h' }: GateInSpec): string {
  return deadline === undefined
    ? 'it waits as long as it takes'
    : `without an answer for ${deadline} ${AFTER_DEADLINE[onDeadline].replace('{}', reminder)}`;
}

const AFTER_DEADLINE: Readonly<Record<OnGateDeadline, string>> = {
  approve: 'it goes on',
  'roll-back': 'it goes back',
  'keep-waiting': 'it waits on, and tells of it every {}',
};

function untilInWords({ point, for: time, then = 'approve' }: NonNullable<CheckedSpec['until']>): string {
  const end =
    time === undefined
      ? 'until somebody approves'
      : `for ${time}, then it ${then === 'approve' ? 'goes on' : 'goes back'}`;
  return `goes to ${point} and stops, ${end} (gate "until ${point}")`;
}

function deadlinesInWords({ procedure, deadlines = {} }: CheckedSpec): readonly string[] {
  const { release, progress } = deadlines;
  const old = procedure === 'canary' ? 'stable' : 'blue';
  return [
    ...(release === undefined
      ? []
      : [`has ${release}, people included, to come to the removal of ${old}; then it goes back`]),
    ...(progress === undefined
      ? []
      : [`waits ${progress} for each further task to become healthy; then it gives up`]),
  ];
}

function warmInWords(spec: CheckedSpec): readonly string[] {
  const [old, state] = spec.procedure === 'canary' ? ['stable', spec.bake.stable] : ['blue', spec.bake.blue];
  if (state !== 'warm') return [];
  return [
    `${old} is kept warm until it is removed: all its tasks run on without users, beside all of the new version`,
  ];
}

const WHEN_BUSY: Readonly<Record<Exclude<WhenBusy, 'refuse'>, string>> = {
  queue: 'it waits in line',
  replace: 'it aborts that one, and goes next',
  'latest-wins': 'it waits in line, in place of others that wait by the same rule',
};

const LEFT: Readonly<Record<Exclude<Adopt, 'finish'>, string>> = {
  back: 'is turned back, and that is all',
  refuse: 'keeps it from beginning',
};
