import { effectOf } from '../../domain/commands.ts';
import type { Command, ReleaseStatus } from '../../domain/status.ts';
import type { Remark } from '../../../workflows/messages.ts';
import type { LiveStatus } from '../live-status.ts';
import type { Temporal } from './connect.ts';
import type { ReleaseRef } from './find-release.ts';
import { lookAt } from './look.ts';
import { refusal } from './refusal.ts';

export interface Effect {
  readonly effect: string;
  /** Absent when no worker answers. */
  readonly status?: LiveStatus;
}

/** What a command would do now. Throws Complaint when it would do nothing. A release that no worker carries is told too. */
export async function effectNow(
  temporal: Temporal,
  ref: ReleaseRef,
  command: Command,
  remark: Remark,
): Promise<Effect> {
  const { status, trouble } = await lookAt(temporal, ref);
  if (status === undefined) return { effect: `it takes effect later, since ${trouble ?? 'nobody answers'}` };
  const effect = effectIn(status, command, remark);
  if (effect !== undefined) return { effect, status };
  throw refusal(ref, `"${command}" does nothing while the release is ${status.state}`, status);
}

/** As the release tells it; what "promote --full" does is more than "promote", and may do something where that does not. */
function effectIn(
  { commands, state }: ReleaseStatus,
  command: Command,
  { full }: Remark,
): string | undefined {
  if (full === true) return effectOf(state, command, { full });
  return commands.find((it) => it.command === command)?.effect;
}
