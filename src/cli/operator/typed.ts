import type { Command, ReleaseStatus } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';

/** A command that does something now, as it has to be typed. */
export interface Typed {
  readonly typed: string;
  readonly effect: string;
}

type Standing = Pick<ReleaseStatus, 'service' | 'target' | 'release' | 'state' | 'commands' | 'gate'>;

/** What can be said to a release now. Answers name the gate, so that they never reach the one after it. */
export function typedCommands(status: Standing): readonly Typed[] {
  return status.commands.map(({ command, effect }) => ({ typed: typedFor(status, command), effect }));
}

function typedFor(status: Standing, command: Command): string {
  return commandLine(command, status.service, status.target, [
    ...gateOptions(status, command),
    ...(status.state === 'queued' ? ['--workflow-id', workflowIdOf(status.release)] : []),
  ]);
}

/** NAME is one of those who may answer; whoever types it knows which. */
function gateOptions({ gate }: Standing, command: Command): readonly string[] {
  const isAnswer = command === 'approve' || command === 'reject';
  if (gate === undefined || !(isAnswer || command === 'promote')) return [];
  const who = gate.by === undefined ? [] : ['--by', 'NAME'];
  return isAnswer ? ['--gate', gate.name, ...who] : who;
}

/** SERVICE alone means the release that runs, and not one that waits in line behind it. */
function workflowIdOf(release: string): string {
  return release.replace(/\/[0-9a-f]{8}$/, '');
}
