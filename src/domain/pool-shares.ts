import { serves, shareOf, takesRequests, type ObservedInstance } from './pool-observation.ts';
import { emptyPhase, type Phase } from './pool-phase.ts';
import type { BackendSlot, DesiredPool } from './pool.ts';

/** The share moves on an instance when every slot that will get requests has a server that serves there. */
export function planShares(desired: DesiredPool, instances: readonly ObservedInstance[]): Phase {
  const phase = emptyPhase();
  for (const instance of instances) {
    if (instance.shareOfB === desired.shareOfB) continue;
    const empty = emptySlotOf(desired, instance);
    if (empty) {
      phase.holds.push(
        `${desired.service}_${empty} has no serving server on ${instance.balancer}, so its share stays as it is`,
      );
      continue;
    }
    const entry = instance.shareOfB === undefined ? 'missing' : 'present';
    phase.steps.push({
      balancer: instance.balancer,
      step: { kind: 'set-share', shareOfB: desired.shareOfB, entry },
    });
  }
  return phase;
}

/** A slot that would get requests and has nobody for them; none where nothing changes, or nobody serves at all. */
function emptySlotOf(desired: DesiredPool, instance: ObservedInstance): BackendSlot | undefined {
  if ((instance.shareOfB ?? 0) === desired.shareOfB || !instance.servers.some(takesRequests))
    return undefined;
  return (['a', 'b'] as const).find(
    (slot) =>
      shareOf(slot, desired.shareOfB) > 0 &&
      !instance.servers.some((server) => server.slot === slot && serves(server)),
  );
}
