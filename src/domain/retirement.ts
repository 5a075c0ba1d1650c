import { hasEnded, type App } from './app.ts';

/** Kill exactly these tasks and take as many off the app's count. */
export interface Retirement {
  readonly appId: string;
  readonly taskIds: readonly string[];
  /** The app's `instances` when the tasks were picked. The count afterwards is this less the number of tasks. */
  readonly from: number;
}

export type RetirementStep =
  /** None of the named tasks is left, and the count is what remains. It may be higher than wished: see below. */
  | { readonly kind: 'done'; readonly instances: number }
  /** Marathon is busy with it: look again. */
  | { readonly kind: 'wait'; readonly because: string }
  /** Nothing of it has happened yet: send one kill-and-scale for these ids, then look again. */
  | { readonly kind: 'kill-and-scale'; readonly taskIds: readonly string[] }
  /** Somebody has scaled it down: whoever picked picks again, from as many as there are now. */
  | { readonly kind: 'pick-again'; readonly instances: number }
  /** One task too many was taken: set the count back up, absolutely. */
  | { readonly kind: 'set-instances'; readonly instances: number; readonly because: string };

/**
 * Decides the next step of a retirement from a fresh reading of the app. A kill-and-scale is sent only when no
 * deployment runs, the count is untouched and a named task is still there: Marathon counts a blind repeat twice.
 * Tasks that ended by themselves are replaced, not counted: then `done` has a higher count, and the caller picks again
 * (setting the count absolutely would let Marathon choose victims among those that serve).
 */
export function decideRetirement(app: App | undefined, wish: Retirement): RetirementStep {
  // Somebody has deleted it: what was to be ended is.
  if (app === undefined) return { kind: 'done', instances: 0 };
  if (app.deployments.length > 0)
    return { kind: 'wait', because: `deployment ${app.deployments.join(', ')} of ${app.id} runs` };
  const to = wish.from - wish.taskIds.length;
  const named = new Set(wish.taskIds);
  const left = app.tasks.filter((task) => named.has(task.id) && !hasEnded(task));
  // Somebody has scaled it up: whoever picked picks again, from as many as there are now.
  if (app.instances > wish.from) return { kind: 'done', instances: app.instances };
  if (app.instances < to) {
    return {
      kind: 'set-instances',
      instances: to,
      because: `${app.id} stands at ${app.instances}, fewer than the ${to} asked for`,
    };
  }
  const killable = left.filter((task) => task.state !== 'TASK_UNREACHABLE' && task.state !== 'TASK_KILLING');
  if (app.instances === wish.from && killable.length > 0)
    return { kind: 'kill-and-scale', taskIds: killable.map((task) => task.id) };
  // A kill-and-scale takes all of them off the count at once: half of it is somebody else's doing.
  const isBetween = app.instances > to && app.instances < wish.from;
  if (isBetween && killable.length > 0) return { kind: 'pick-again', instances: app.instances };
  const ending = left.filter((task) => task.state !== 'TASK_UNREACHABLE');
  if (ending.length > 0)
    return { kind: 'wait', because: `${ending.length} of ${wish.taskIds.length} tasks are still ending` };
  return { kind: 'done', instances: app.instances };
}
