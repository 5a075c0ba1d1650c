import type { ReleasePlan } from '../plan.ts';
import type { PreviewStep } from './preview.ts';
import { aWalk, type Sizes } from './walk.ts';

/** How a version that was found half-way is turned back: the old one at its full size first, then the other goes. */
export function turnBackSteps({ blue, green }: ReleasePlan, now: Sizes): readonly PreviewStep[] {
  const walk = aWalk(now);
  if (blue !== undefined)
    walk.take(
      { title: `bring ${blue.appId} to ${blue.instances} tasks and give it all users` },
      { blue: Math.max(now.blue, blue.instances) },
    );
  walk.take({ title: `drain and remove ${green.appId}` }, { green: 0 });
  return walk.steps;
}
