/** One look at one withdrawn task. `undefined` means: could not be read, which is never zero. */
export interface DrainLook {
  readonly taskId: string;
  /** Marathon still lists it. A task that has ended has nothing pending any more. */
  readonly exists: boolean;
  /** Some load balancer instance may still give it new requests. */
  readonly takesRequests: boolean;
  readonly sessions: number;
  readonly queue: number;
  /** The app's own gauge; `not-asked` when the spec names none. */
  readonly pending: number | undefined | 'not-asked';
}

/** Since when (ms of the wait) each task has had nothing under way without interruption. */
export type QuietSince = Readonly<Record<string, number>>;

export interface DrainProgress {
  readonly quietSince: QuietSince;
  readonly drained: readonly string[];
  /** A sentence for each task that is not drained yet, for the operator. */
  readonly busy: readonly string[];
}

/** Folds one look into what was known. A task is drained once everything has been zero for `zeroForMs` in a row. */
export function watchDrain(
  known: QuietSince,
  looks: readonly DrainLook[],
  nowMs: number,
  zeroForMs: number,
): DrainProgress {
  const quietSince: Record<string, number> = {};
  const drained: string[] = [];
  const busy: string[] = [];
  for (const look of looks) {
    const obstacle = obstacleOf(look);
    if (obstacle !== undefined) {
      busy.push(`${look.taskId}: ${obstacle}`);
      continue;
    }
    const since = known[look.taskId] ?? nowMs;
    quietSince[look.taskId] = since;
    if (!look.exists || nowMs - since >= zeroForMs) drained.push(look.taskId);
    else busy.push(`${look.taskId}: quiet for ${nowMs - since} of ${zeroForMs} ms`);
  }
  return { quietSince, drained, busy };
}

function obstacleOf(look: DrainLook): string | undefined {
  if (look.takesRequests) return 'it still takes requests';
  if (look.sessions > 0 || look.queue > 0)
    return `${look.sessions} sessions and ${look.queue} queued requests in the load balancer`;
  if (!look.exists || look.pending === 'not-asked') return undefined;
  if (look.pending === undefined) return 'its pending operations could not be read';
  return look.pending > 0 ? `${look.pending} pending operations` : undefined;
}
