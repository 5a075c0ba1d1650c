import { condition } from '@temporalio/workflow';
import { gatesAt, type Gate, type GatePlace, type GatePoint } from '../src/domain/gates.ts';
import { StepFailed } from './failure.ts';
import { OpenGate } from './open-gate.ts';
import { signature } from './operator.ts';
import type { Release } from './release.ts';
import { tell } from './tell.ts';
import { watchedUntil } from './watching.ts';

/** Stops at each gate of this place until people have let the release on. Throws StepFailed where they do not. */
export async function gatesOf(
  release: Release,
  when: GatePlace['when'],
  point: GatePoint,
  number?: number,
): Promise<void> {
  for (const gate of gatesAt(release.plan.gates ?? [], when, point, number)) await passGate(release, gate);
}

/** Gates, what they stand before, and gates. */
export async function between(
  release: Release,
  point: GatePoint,
  act: () => Promise<void>,
  number?: number,
): Promise<void> {
  await gatesOf(release, 'before', point, number);
  await act();
  await gatesOf(release, 'after', point, number);
}

/** Stops at one gate. What has users is watched meanwhile. */
export async function passGate(release: Release, gate: Gate, message = whatIsAsked(gate)): Promise<void> {
  const { journal, operator } = release;
  const open = new OpenGate(gate, journal.procedure === 'canary' ? 'stable' : 'blue');
  if (operator.full !== undefined) {
    const { by, reason } = operator.full;
    open.take({
      answer: 'approve',
      ...(by !== undefined && { by }),
      ...(reason !== undefined && { reason }),
    });
  }
  if (open.decision === undefined) await standAt(release, open, message);
  conclude(release, open);
}

function whatIsAsked({ name, approvals, by }: Gate): string {
  const who = by === undefined ? '' : ` of ${by.join(', ')}`;
  const what = approvals === 1 ? 'an approval' : `${approvals} approvals`;
  return `waits at the gate "${name}" for ${what}${who}`;
}

/** Waits for people, or for the deadline. */
async function standAt(release: Release, open: OpenGate, message: string): Promise<void> {
  const { journal, operator } = release;
  const { name, approvals } = open.gate;
  const before = journal.state;
  const { openedAt, until } = open.record();
  journal.gate(open.record());
  journal.waitFor({
    reason: approvals === 1 ? `an approval of "${name}"` : `${approvals} approvals of "${name}"`,
    owner: 'operator',
    since: openedAt,
    ...(until === undefined ? {} : { until }),
  });
  journal.enter('waiting-for-approval', message);
  operator.keepGate(({ command, remark }) => {
    const refused = open.take({ answer: command === 'reject' ? 'reject' : 'approve', ...remark });
    journal.gate(open.record());
    return refused;
  });
  try {
    await watchedUntil(release, () => decided(release, open));
  } catch (failure) {
    journal.gate(open.record('left'));
    journal.back('waiting-for-approval', before);
    throw failure;
  } finally {
    operator.keepGate(undefined);
    journal.waitFor(undefined);
  }
  journal.enter(before, 'going on from the gate');
}

/** Returns once people have decided or the deadline does; where it is to be waited on, those who are told are reminded. */
async function decided(release: Release, open: OpenGate): Promise<void> {
  const isDecided = () => open.decision !== undefined;
  const { name, deadline } = open.gate;
  if (deadline === undefined) return condition(isDecided);
  if (await condition(isDecided, deadline.afterMs)) return;
  if (deadline.then !== 'keep-waiting') return;
  release.journal.note(`the deadline of the gate "${name}" has passed; it waits on`);
  do {
    tell(release, { name: 'gate-open', message: `past its deadline, still waits at the gate "${name}"` });
  } while (!(await condition(isDecided, deadline.reminderMs)));
}

function conclude({ journal }: Release, open: OpenGate): void {
  const { name, deadline } = open.gate;
  const by = open.last?.by;
  const who = open.last === undefined ? '' : signature(open.last);
  if (open.decision === 'approved') {
    journal.gate(open.record('approved'));
    journal.note(`the gate "${name}" is approved${who}`);
    return;
  }
  if (open.decision === 'rejected') {
    journal.gate(open.record('rejected'));
    const cause = { kind: 'gate', message: `the gate "${name}" is rejected${who}` } as const;
    throw new StepFailed({ ...cause, ...(by === undefined ? {} : { by }) });
  }
  if (deadline?.then === 'approve') {
    journal.gate(open.record('deadline-approved'));
    journal.note(`nobody has answered the gate "${name}" by its deadline: it goes on, as the spec says`);
    return;
  }
  journal.gate(open.record('deadline-rolled-back'));
  throw new StepFailed({
    kind: 'gate',
    message: `the gate "${name}" was not approved by its deadline`,
    deadline: deadline?.field ?? 'gates[].deadline',
  });
}
