import { durationText } from '../duration-text.ts';
import { placeText } from '../gate-place.ts';
import type { Gate } from '../gates.ts';
import type { Hook } from '../notifications.ts';
import type { BlueGreenPlan, CanaryPlan } from '../plan.ts';

/** What a release waits for a person at, for certain or if need be; a sentence each. */
export function peopleIn(plan: BlueGreenPlan | CanaryPlan, hooks: readonly Hook[]): readonly string[] {
  if (plan.adopted?.how === 'turn-back') return [];
  const old = 'procedure' in plan ? 'stable' : 'blue';
  return [
    ...(plan.gates ?? []).map((gate) => gateText(gate, old)),
    ...('procedure' in plan ? endlessPauses(plan) : approvals(plan)),
    ...hooks
      .filter(({ onFailure }) => onFailure === 'hold')
      .map(({ to, at }) => `if ${to} gives no verdict (${at}): "promote" goes on`),
    ...(plan.drain.onTimeout === 'pause'
      ? ['if a drain is overdue: "resume" waits on, "promote" kills']
      : []),
    ...(plan.onFailure === 'pause' ? ['if a step fails that no user has noticed: "retry" or "abort"'] : []),
  ];
}

function gateText({ name, at, by, approvals, deadline }: Gate, old: 'blue' | 'stable'): string {
  const place = placeText(at, old);
  const where = name === place ? '' : ` (${place})`;
  const who = by === undefined ? 'anybody' : by.join(', ');
  const many = approvals === 1 ? '' : `${approvals} of `;
  const until = deadline === undefined ? 'as long as it takes' : `for ${durationText(deadline.afterMs)}`;
  return `gate "${name}"${where}: ${many}${who}, ${until}`;
}

function approvals({ approval }: BlueGreenPlan): readonly string[] {
  return approval === 'none' ? [] : [`approval ${approval}: anybody, as long as it takes`];
}

function endlessPauses({ steps }: CanaryPlan): readonly string[] {
  return steps.flatMap((step, index) =>
    step.kind === 'pause' && step.durationMs === undefined
      ? [`gate "pause of step ${index + 1}": anybody, as long as it takes`]
      : [],
  );
}
