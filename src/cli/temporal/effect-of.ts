import type { Command, ReleaseState } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import type { Temporal } from './connect.ts';
import type { ReleaseRef } from './find-release.ts';
import { lookAt } from './look.ts';

export interface Effect {
  readonly effect: string;
  /** Absent when no worker answers. */
  readonly state?: ReleaseState;
}

/** What a command would do now. Throws Complaint when it would do nothing. A release that no worker carries is told too. */
export async function effectOf(temporal: Temporal, ref: ReleaseRef, command: Command): Promise<Effect> {
  const { status, trouble } = await lookAt(temporal, ref);
  if (status === undefined) return { effect: `it takes effect later, since ${trouble ?? 'nobody answers'}` };
  const { state, commands } = status;
  const known = commands.find((it) => it.command === command);
  if (known !== undefined) return { effect: known.effect, state };
  throw new Complaint(`"${command}" does nothing while the release is ${state}`, EXIT.refused, [
    ...commands.map((it) => `${commandLine(it.command, ref.service, ref.target)}: ${it.effect}`),
    `see where it stands: ${commandLine('status', ref.service, ref.target)}`,
  ]);
}
