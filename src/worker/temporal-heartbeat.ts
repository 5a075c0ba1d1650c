import {
  ActivityCancelledError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
  type Client,
} from '@temporalio/client';
import type { KeepDetails } from '../../activities/acknowledge.ts';

/** Heartbeats that are on the server once they resolve. That the activity is cancelled is told to it by its worker. */
export function detailsKeeper({ activity, connection }: Client): KeepDetails {
  return async (taskToken, details, timeoutMs) => {
    try {
      await connection.withDeadline(Date.now() + timeoutMs, () => activity.heartbeat(taskToken, details));
      return 'kept';
    } catch (error) {
      if (error instanceof ActivityNotFoundError) return 'attempt-over';
      if (isKept(error)) return 'kept';
      throw error;
    }
  };
}

/** The server has taken the details and says something about the activity besides. */
function isKept(error: unknown): boolean {
  return (
    error instanceof ActivityCancelledError ||
    error instanceof ActivityPausedError ||
    error instanceof ActivityResetError
  );
}
