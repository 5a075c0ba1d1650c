import type { Remark } from '../../../workflows/messages.ts';
import type { Command } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';
import { approvalsText, gateTitle } from '../tree/gate.ts';
import type { Answer } from './tell-release.ts';

/** One JSON object in a line. */
export function answerJson(command: Command, ref: ReleaseRef, remark: Remark, answer: Answer): string {
  const { service, target, workflowId, runId } = ref;
  const { through, effect, open } = answer;
  const said = { command, service, target, workflowId, runId, ...remark, through, effect };
  return `${JSON.stringify({ ...said, ...(open === undefined ? {} : { open }) })}\n`;
}

/** For a person: what comes of it, and what to type next; `workflowId` where the release was addressed by it. */
export function answerText(
  command: Command,
  { service, target }: ReleaseRef,
  answer: Answer,
  workflowId: string | undefined,
): string {
  const release = `the release of "${service}" on target "${target}"`;
  const which = workflowId === undefined ? [] : ['--workflow-id', workflowId];
  const { through, effect, open } = answer;
  const head =
    through === 'signal'
      ? `${command} is left for ${release}: Temporal keeps it; ${effect}`
      : `${command} is heard by ${release}: ${effect}`;
  const more = open === undefined ? [] : [`${gateTitle(open)}: ${approvalsText(open)}`];
  return [head, ...more, `watch it: ${commandLine('status', service, target, which)} --watch`]
    .map((text, index) => `${index === 0 ? '' : '  '}${text}\n`)
    .join('');
}
