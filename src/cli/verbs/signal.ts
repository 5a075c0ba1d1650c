import { Command, Option } from '@commander-js/extra-typings';
import { commandSignals } from '../../../workflows/messages.ts';
import type { Command as OperatorCommand } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { operatorName } from '../operator-name.ts';
import { permitted } from '../permitted.ts';
import { targetOption } from '../target-option.ts';
import { ask, withTemporal } from '../temporal/connect.ts';
import { findRelease, type ReleaseRef } from '../temporal/find-release.ts';
import { effectOf } from '../temporal/effect-of.ts';

const MEANINGS: Readonly<Record<OperatorCommand, string>> = {
  promote: 'give the approval a release waits for, or end its bake now',
  pause: 'stop a release before its next step',
  resume: 'let a paused or holding release go on',
  approve: 'approve the gate that a release waits at',
  reject: 'say no at the gate that a release waits at: it goes back',
  skip: 'end what a release waits for now, and go on',
  retry: 'take the step that failed again',
  abort: 'go back to the old version at once',
  undo: 'go back while the old version is still there',
};

/** A verb that says one thing to the running release of a service. */
export function signalVerb(command: OperatorCommand) {
  return new Command(command)
    .summary(MEANINGS[command])
    .description(descriptionOf(command))
    .argument('<service>', 'the service, as its spec names it')
    .addOption(targetOption())
    .option('--by <name>', 'who says it (default: your login name)')
    .option('--reason <text>', 'why; shown in the status and in the outcome')
    .addOption(yesOption(command))
    .option('--json', 'answer with one JSON object: what was said to which release, and what it does')
    .addHelpText('after', examples(EXAMPLES[command]))
    .action(async (service, { target, by = operatorName(), reason, yes = false, json = false }) => {
      await withTemporal(async (temporal) => {
        const ref = await findRelease(temporal, service, target);
        if (!ref.running) throw notRunning(ref);
        const { effect, state } = await effectOf(temporal, ref, command);
        if (!yes) await permitted(command, state, effect, ref);
        const remark = { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
        const handle = temporal.client.workflow.getHandle(ref.workflowId, ref.runId);
        await ask(temporal, () => handle.signal(commandSignals[command], remark));
        const { workflowId, runId } = ref;
        const answer = { command, service, target: ref.target, workflowId, runId, ...remark, effect };
        process.stdout.write(json ? `${JSON.stringify(answer)}\n` : sent(command, ref, effect));
      });
    });
}

function descriptionOf(command: OperatorCommand): string {
  const told = `Tells the running release of a service: ${MEANINGS[command]}. Who said it and why is kept with the release.`;
  return mayAsk(command)
    ? `${told}\nOn a terminal it asks first where that cannot be taken back; a script is not asked.`
    : told;
}

function mayAsk(command: OperatorCommand): boolean {
  return command === 'abort' || command === 'promote';
}

function yesOption(command: OperatorCommand) {
  return new Option('-y, --yes', 'do not ask').hideHelp(!mayAsk(command));
}

const EXAMPLES: Readonly<Record<OperatorCommand, readonly string[]>> = {
  promote: ['npx pacer promote shop', 'npx pacer promote shop --by ann --reason "error rate looks good"'],
  approve: ['npx pacer approve shop', 'npx pacer approve shop --gate "before retire-blue" --by ann'],
  reject: ['npx pacer reject shop --reason "not on a Friday"'],
  skip: ['npx pacer skip shop --reason "those jobs can be lost"'],
  retry: ['npx pacer retry shop'],
  undo: ['npx pacer undo shop --reason "customers complain"'],
  pause: ['npx pacer pause shop --reason "error rate looks odd"'],
  resume: ['npx pacer resume shop --reason "error rate is normal again"'],
  abort: [
    'npx pacer abort shop --reason "error rate"',
    'npx pacer abort shop --target production --yes --json',
  ],
};

function sent(command: OperatorCommand, { service, target }: ReleaseRef, effect: string): string {
  return (
    `${command} sent to the release of "${service}" on target "${target}": ${effect}\n` +
    `  watch it: ${commandLine('status', service, target)} --watch\n`
  );
}

function notRunning({ service, target }: ReleaseRef): Complaint {
  return new Complaint(`no release of "${service}" is running on target "${target}"`, EXIT.other, [
    `how the last one ended: ${commandLine('status', service, target)}`,
  ]);
}
