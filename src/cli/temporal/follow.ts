import { setTimeout as sleep } from 'node:timers/promises';
import { TemporalUnreachable } from '../../worker/temporal.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { endedStatus } from '../ended-status.ts';
import type { LiveStatus } from '../live-status.ts';
import type { Temporal } from './connect.ts';
import type { Ending } from './ending.ts';
import type { ReleaseRef } from './find-release.ts';
import { lookAt, type Look } from './look.ts';

const EVERY_MS = 500;
/** A worker or Temporal itself may be restarted meanwhile; the release goes on by itself. */
const PATIENCE_MS = 60_000;

/**
 * Looks at a release until it has ended and shows each look. Costs the release no history. Throws Complaint once nothing
 * has answered for a minute, and the signal's reason when it is aborted; the release goes on in both cases.
 */
export async function follow(
  temporal: Temporal,
  ref: ReleaseRef,
  show: (status: LiveStatus) => void,
  signal: AbortSignal,
): Promise<Ending> {
  let last: LiveStatus = blankStatus(ref, new Date());
  let answeredAt = Date.now();
  for (;;) {
    const look = await temporal.client.connection.withAbortSignal(AbortSignal.any([signal]), () =>
      lookOrTrouble(temporal, ref),
    );
    signal.throwIfAborted();
    const { status, trouble, ending, endedAt } = look;
    if (status !== undefined) {
      last = status;
      answeredAt = Date.now();
    }
    if (ending !== undefined) {
      // What to do next is said by whoever watches.
      show({ ...endedStatus(last, ending, ref, endedAt), next: [] });
      return ending;
    }
    show(trouble === undefined ? last : { ...last, trouble });
    if (Date.now() - answeredAt > PATIENCE_MS) throw givenUp(ref, trouble ?? '');
    await sleep(EVERY_MS, undefined, { signal });
  }
}

async function lookOrTrouble(temporal: Temporal, ref: ReleaseRef): Promise<Look> {
  try {
    return await lookAt(temporal, ref);
  } catch (error) {
    if (!(error instanceof TemporalUnreachable)) throw error;
    return { trouble: error.message };
  }
}

/** What is known of a release before anybody has answered. */
export function blankStatus({ service, target, workflowId }: ReleaseRef, now: Date): LiveStatus {
  return {
    procedure: 'blue-green',
    service,
    target,
    release: workflowId,
    state: 'starting',
    message: 'waiting for a worker to begin',
    startedAt: now.toISOString(),
    steps: [],
    commands: [],
    events: [],
  };
}

function givenUp({ service, target }: ReleaseRef, trouble: string): Complaint {
  return new Complaint(
    `nothing has been heard of the release for ${PATIENCE_MS / 1000} s: ${trouble}`,
    EXIT.unreachable,
    [
      'the release goes on as soon as a worker and Temporal are there',
      `watch it again with: ${commandLine('status', service, target)} --watch`,
    ],
  );
}
