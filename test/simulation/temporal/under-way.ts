import type { ActivityCancellationDetails } from '@temporalio/common';
import type { CancelReason } from '@temporalio/worker/lib/activity.js';

/** One attempt of an activity, as its task sees it. */
export interface UnderWay {
  /** Its worker has died: nothing that it does has an effect any more. */
  readonly isDead: boolean;
  /** Its heartbeats do not arrive. */
  readonly isMute: boolean;
  isSending: boolean;
  pending: { readonly details: unknown } | undefined;
  cancel(reason: CancelReason, details: ActivityCancellationDetails): void;
}
