import { setTimeout as sleep } from 'node:timers/promises';
import { keeperId } from '../../../workflows/messages-keeper.ts';
import { NOTHING_SERVES, type KeptService } from '../../domain/keeper.ts';
import { startKeeper } from '../../worker/temporal-keeper.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, type Temporal } from '../temporal/connect.ts';
import { readKept, type Kept } from './read-kept.ts';

const EVERY_MS = 200;
const LONGEST_LOOK_MS = 60_000;

/** Has a service kept; returns once it is, or was already. Throws Complaint where nothing tells what to keep. */
export async function keepService(
  temporal: Temporal,
  of: KeptService,
  portIndex: number,
): Promise<{ readonly begun: boolean; readonly kept: Kept }> {
  const since = new Date().toISOString();
  const input = { ...of, task: { kind: 'find', since, portIndex } } as const;
  const begun = await ask(temporal, () => startKeeper(temporal.client.workflow, input));
  const untilMs = performance.now() + LONGEST_LOOK_MS;
  for (;;) {
    const kept = await readKept(temporal, of);
    if (kept === undefined) throw await notKept(temporal, of);
    if (kept.task.kind === 'find' && kept.problem !== undefined) throw notYet(of, kept.problem);
    if (kept.task.kind !== 'find') return { begun, kept };
    if (performance.now() > untilMs) throw notYet(of, 'Marathon or HAProxy does not answer');
    await sleep(EVERY_MS);
  }
}

function notYet({ target, service }: KeptService, problem: string): Complaint {
  return new Complaint(
    `"${service}" on target "${target}" is not kept yet, and it is tried again: ${problem}`,
    EXIT.unreachable,
    [
      `see how it goes on: ${commandLine('kept', service, target)}`,
      `once it is mended, or to give it up: ${commandLine('hand-over', service, target)}`,
      `then at once, instead of within ten minutes: ${commandLine('keep', service, target)}`,
    ],
  );
}

async function notKept(temporal: Temporal, { target, service }: KeptService): Promise<Complaint> {
  const ended = temporal.client.workflow.getHandle(keeperId(target, service)).result() as Promise<unknown>;
  const why = await ask(temporal, () => ended).catch((error: unknown) => String(error));
  const isFree = String(why).startsWith(NOTHING_SERVES);
  return new Complaint(
    `"${service}" on target "${target}" is not kept: ${String(why)}`,
    EXIT.refused,
    isFree ? ['a first release: npx pacer release FILE --watch'] : [],
  );
}
