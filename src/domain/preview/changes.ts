import type { BlueGreenPlan, CanaryPlan } from '../plan.ts';
import { taskSize } from './capacity.ts';
import type { Change } from './preview.ts';
import type { Sizes } from './walk.ts';

/** What would be created, changed and removed, in Marathon and in the load balancer. */
export function changesOf(plan: BlueGreenPlan | CanaryPlan, now: Sizes): readonly Change[] {
  const { adopted } = plan;
  if (adopted?.how === 'turn-back') return turningBack(plan, now);
  return [
    ...(adopted?.how === 'turn-back-first' ? turningBack(plan, now) : []),
    ...(adopted?.how === 'finish' ? [greenGrows(plan, adopted.instances)] : [greenCreated(plan)]),
    poolChanged(plan),
    ...blueLeaves(plan),
  ];
}

function greenCreated({ green, definition }: BlueGreenPlan | CanaryPlan): Change {
  const { cpus, memMiB } = taskSize(definition);
  const each = `${cpus} cpus and ${memMiB} MiB each`;
  return { kind: 'created', thing: green.appId, how: `${tasks(green.instances)} at the end, ${each}` };
}

function greenGrows({ green }: BlueGreenPlan | CanaryPlan, from: number): Change {
  return { kind: 'changed', thing: green.appId, how: `from ${from} to ${tasks(green.instances)}` };
}

function poolChanged({ service, blue, green }: BlueGreenPlan | CanaryPlan): Change {
  const slots = blue === undefined ? `${service}_${green.slot}` : `${service}_a, ${service}_b`;
  const moves = blue === undefined ? '' : `, and users move from ${blue.appId} to it`;
  return {
    kind: 'changed',
    thing: `pool of "${service}" (${slots})`,
    how: `tasks of ${green.appId} join${moves}`,
  };
}

function blueLeaves({ blue, warm }: BlueGreenPlan | CanaryPlan): readonly Change[] {
  if (blue === undefined) return [];
  const how =
    warm === true
      ? 'its tasks run on, without users, until the bake is over'
      : 'its tasks leave first, drained';
  return [{ kind: 'removed', thing: blue.appId, how: `${how}; the app goes at the end` }];
}

function turningBack({ blue, green }: BlueGreenPlan | CanaryPlan, now: Sizes): readonly Change[] {
  return [
    ...(blue === undefined || now.blue >= blue.instances
      ? []
      : [
          {
            kind: 'changed',
            thing: blue.appId,
            how: `from ${now.blue} back to ${tasks(blue.instances)}`,
          } as const,
        ]),
    { kind: 'removed', thing: green.appId, how: `it was found with ${tasks(now.green)}, and is turned back` },
  ];
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}
