import type { Remark } from '../../../workflows/messages.ts';
import type { Command as OperatorCommand } from '../../domain/status.ts';
import { addressedRelease } from '../addressed-release.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { answerJson, answerText } from '../operator/answer.ts';
import { remarkOf, type Spoken } from '../operator/remark-of.ts';
import { tellRelease } from '../operator/tell-release.ts';
import { operatorVerb } from '../operator/verb.ts';
import { withTemporal } from '../temporal/connect.ts';
import type { ReleaseRef } from '../temporal/find-release.ts';

const JSON_OPTION = [
  '--json',
  'answer with one JSON object: what was said to which release, and what it does',
] as const;

/** The verbs that say one thing to the running release of a service; undo has more to it. */
export function commandVerbs() {
  return [
    verb('pause').action(acting('pause')),
    verb('resume').action(acting('resume')),
    verb('promote')
      .option('--full', 'approve each later gate by the same name, too, and end each later pause')
      .action(acting('promote')),
    answerVerb('approve').action(acting('approve')),
    answerVerb('reject').action(acting('reject')),
    verb('skip').action(acting('skip')),
    verb('retry').action(acting('retry')),
    verb('abort')
      .option('--fast', 'users leave the new version first: something is wrong for them')
      .action(acting('abort')),
  ] as const;
}

function verb(command: OperatorCommand) {
  return operatorVerb(command).option(...JSON_OPTION);
}

function answerVerb(command: 'approve' | 'reject') {
  return verb(command).option('--gate <name>', 'the gate that is meant (default: the one that is open)');
}

interface Options extends Spoken {
  readonly target?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly yes?: true | undefined;
  readonly json?: true | undefined;
}

function acting(command: OperatorCommand) {
  return async (service: string | undefined, options: Options): Promise<void> => {
    const { target, workflowId, yes = false, json = false } = options;
    const remark: Remark = remarkOf(options);
    await withTemporal(async (temporal) => {
      const ref = await addressedRelease(temporal, { service, target, workflowId });
      if (!ref.running) throw notRunning(ref);
      const answer = await tellRelease(temporal, ref, command, remark, { yes });
      process.stdout.write(
        json ? answerJson(command, ref, remark, answer) : answerText(command, ref, answer, workflowId),
      );
    });
  };
}

function notRunning({ service, target, workflowId }: ReleaseRef): Complaint {
  return new Complaint(`no release of "${service}" is running on target "${target}"`, EXIT.other, [
    `how the last one ended: npx pacer show ${workflowId}`,
    `bring back the version before: ${commandLine('undo', service, target)}`,
  ]);
}
