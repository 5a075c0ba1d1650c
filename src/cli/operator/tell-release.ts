import type { Remark } from '../../../workflows/messages.ts';
import type { GateRecord } from '../../domain/gates.ts';
import type { Command } from '../../domain/status.ts';
import { permitted } from '../permitted.ts';
import type { Temporal } from '../temporal/connect.ts';
import { effectNow } from '../temporal/effect-of.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';
import { lookAt } from '../temporal/look.ts';
import { leaveWord, sayAndHear, type Told } from '../temporal/say.ts';

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
  const { effect, status } = await effectNow(temporal, ref, command, remark);
  if (!yes) await permitted(command, status, effect, ref, remark);
  const say = status === undefined ? leaveWord : sayAndHear;
  const told = await say(temporal, ref, command, remark);
  if (told.through === 'signal') return { through: 'signal', effect };
  const open = needsMore(command, status?.gate) ? await stillOpen(temporal, ref, status?.gate) : undefined;
  return { through: 'update', effect: told.effect, ...(open === undefined ? {} : { open }) };
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
