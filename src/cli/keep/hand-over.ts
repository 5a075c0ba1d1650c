import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/common';
import { handOverNow, keeperId } from '../../../workflows/messages-keeper.ts';
import type { Remark } from '../../../workflows/messages.ts';
import type { KeptService } from '../../domain/keeper.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import type { Temporal } from '../temporal/connect.ts';
import { unanswered } from './read-kept.ts';

/** What the keeper has begun is ended first. */
const ANSWER_TIMEOUT_MS = 15_000;

/** Returns once Pacer touches the pool no more. Throws Complaint where it is not kept, or no worker answers. */
export async function handOverService(
  temporal: Temporal,
  { target, service }: KeptService,
  remark: Remark,
): Promise<string> {
  const { connection, workflow } = temporal.client;
  try {
    const keeper = workflow.getHandle(keeperId(target, service));
    return await connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, async () => {
      const task = await keeper.executeUpdate(handOverNow, { args: [remark], updateId: randomUUID() });
      // It may be kept again at once.
      await keeper.result();
      return task.kind === 'hand-over' ? task.why : 'handed over';
    });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw unanswered(temporal, error);
    throw new Complaint(`"${service}" on target "${target}" is not kept`, EXIT.refused, [
      `have it kept: ${commandLine('keep', service, target)}`,
    ]);
  }
}
