import { Command } from '@commander-js/extra-typings';
import { userInfo } from 'node:os';
import * as messages from '../../../workflows/messages.ts';
import type { Command as OperatorCommand } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { targetOption } from '../target-option.ts';
import { ask, withTemporal, type Temporal } from '../temporal/connect.ts';
import { findRelease, type ReleaseRef } from '../temporal/find-release.ts';
import { lookAt } from '../temporal/look.ts';

const MEANINGS: Readonly<Record<OperatorCommand, string>> = {
  promote: 'give the approval a release waits for, or end its bake now',
  pause: 'stop a release before its next step',
  resume: 'let a paused or holding release go on',
  abort: 'go back to the old version at once',
};

/** A verb that says one thing to the running release of a service. */
export function signalVerb(command: OperatorCommand) {
  return new Command(command)
    .summary(MEANINGS[command])
    .description(
      `Tells the running release of a service: ${MEANINGS[command]}. Who said it and why is kept with the release.`,
    )
    .argument('<service>', 'the service, as its spec names it')
    .addOption(targetOption())
    .option('--by <name>', 'who says it (default: your user name)')
    .option('--reason <text>', 'why; shown in the status and in the outcome')
    .addHelpText(
      'after',
      examples([`npx pacer ${command} shop --reason "error rate looks ${REASONS[command]}"`]),
    )
    .action(async (service, { target, by = userName(), reason }) => {
      await withTemporal(async (temporal) => {
        const ref = await findRelease(temporal, service, target);
        if (!ref.running) throw notRunning(ref);
        const effect = await effectOf(temporal, ref, command);
        const remark = { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
        const handle = temporal.client.workflow.getHandle(ref.workflowId, ref.runId);
        await ask(temporal, () => handle.signal(messages[command], remark));
        process.stdout.write(
          `${command} sent to the release of "${service}" on target "${ref.target}": ${effect}\n` +
            `  watch it: ${commandLine('status', service, ref.target)} --watch\n`,
        );
      });
    });
}

const REASONS: Readonly<Record<OperatorCommand, string>> = {
  promote: 'good',
  pause: 'odd',
  resume: 'normal again',
  abort: 'bad',
};

/** What the command would do now. Throws Complaint when it would do nothing. A release that no worker carries is told too. */
async function effectOf(temporal: Temporal, ref: ReleaseRef, command: OperatorCommand): Promise<string> {
  const { status, trouble } = await lookAt(temporal, ref);
  if (status === undefined) return `it takes effect later, since ${trouble ?? 'nobody answers'}`;
  const known = status.commands.find((it) => it.command === command);
  if (known !== undefined) return known.effect;
  throw new Complaint(`"${command}" does nothing while the release is ${status.state}`, EXIT.refused, [
    ...status.commands.map((it) => `${commandLine(it.command, ref.service, ref.target)}: ${it.effect}`),
    `see where it stands: ${commandLine('status', ref.service, ref.target)}`,
  ]);
}

function notRunning({ service, target }: ReleaseRef): Complaint {
  return new Complaint(`no release of "${service}" is running on target "${target}"`, EXIT.other, [
    `how the last one ended: ${commandLine('status', service, target)}`,
  ]);
}

/** A container may run as a user that has no name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'];
  }
}
