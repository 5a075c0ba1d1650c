import type { WorkflowExecutionDescription } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Sighting } from '../../domain/status.ts';

/** What the activities of a release see right now: their last heartbeats, which Temporal keeps outside of the history. */
export function sightingsOf({ raw }: WorkflowExecutionDescription): readonly Sighting[] {
  return (raw.pendingActivities ?? []).flatMap(({ heartbeatDetails }) => {
    const [payload] = heartbeatDetails?.payloads ?? [];
    if (payload == null) return [];
    const details = defaultPayloadConverter.fromPayload<{ sighting?: Partial<Sighting> } | null>(payload);
    const { at, apps, waitingFor, checks } = details?.sighting ?? {};
    if (at === undefined || !Array.isArray(apps)) return [];
    return [
      {
        at,
        apps,
        ...(waitingFor === undefined ? {} : { waitingFor }),
        ...(Array.isArray(checks) ? { checks } : {}),
      },
    ];
  });
}
