import type { Remark } from '../../../workflows/messages.ts';
import type { GateRecord } from '../../domain/gates.ts';
import type { Command } from '../../domain/status.ts';
import { permitted } from '../permitted.ts';
import type { Temporal } from '../temporal/connect.ts';
import { effectNow, type Effect } from '../temporal/effect-of.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';
import { lookAt } from '../temporal/look.ts';
import { refusal } from '../temporal/refusal.ts';
import { leaveWord, sayAndHear, type Told } from '../temporal/say.ts';
import { isStillMeant } from './still-meant.ts';

export interface Answer {
  readonly through: Told['through'];
  /** What it does, in the words of the release; of a signal, that it waits. */
  readonly effect: string;
  /** The gate, where it needs more approvals than it has now. */
  readonly open?: GateRecord;
}

/**
 * Says a command to a running release: as an update, which it answers, or as a signal while no worker carries it.
 * Throws Complaint when it would do nothing, is refused, or the person at the terminal says no.
 */
export async function tellRelease(
  temporal: Temporal,
  ref: ReleaseRef,
  command: Command,
  remark: Remark,
  { yes }: { readonly yes: boolean },
): Promise<Answer> {
  const { effect, status } = await effectMeant(temporal, ref, command, remark, yes);
  const say = status === undefined ? leaveWord : sayAndHear;
  const told = await say(temporal, ref, command, remark);
  if (told.through === 'signal') return { through: 'signal', effect };
  const open = needsMore(command, status?.gate) ? await stillOpen(temporal, ref, status?.gate) : undefined;
  return { through: 'update', effect: told.effect, ...(open === undefined ? {} : { open }) };
}

/** What it does now; where somebody was asked, which may take minutes, the same as what the yes was for. */
async function effectMeant(
  temporal: Temporal,
  ref: ReleaseRef,
  command: Command,
  remark: Remark,
  yes: boolean,
): Promise<Effect> {
  const asked = await effectNow(temporal, ref, command, remark);
  if (yes) return asked;
  if ((await permitted(command, asked.status, asked.effect, ref, remark)) === 'unasked') return asked;
  const now = await effectNow(temporal, ref, command, remark);
  if (isStillMeant(command, remark, asked, now)) return now;
  throw refusal(
    ref,
    `nothing was sent: the release has gone on since you were asked, and "${command}" would do something else now`,
    now.status,
  );
}

function needsMore(command: Command, gate: GateRecord | undefined): boolean {
  return (command === 'approve' || command === 'promote') && gate !== undefined && gate.approvals > 1;
}

async function stillOpen(
  temporal: Temporal,
  ref: ReleaseRef,
  before: GateRecord | undefined,
): Promise<GateRecord | undefined> {
  const gate = (await lookAt(temporal, ref)).status?.gate;
  return gate?.name === before?.name && gate?.openedAt === before?.openedAt ? gate : undefined;
}
