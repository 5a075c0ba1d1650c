import type { AppDefinition } from '../app.ts';
import type { BlueGreenPlan, CanaryPlan, Side } from '../plan.ts';
import type { CapacityForecast, PreviewStep } from './preview.ts';
import type { Sizes } from './walk.ts';

/** What one task takes, where the definition is silent as Marathon has it. */
export interface TaskSize {
  readonly cpus: number;
  readonly memMiB: number;
}

export function taskSize(definition: AppDefinition): TaskSize {
  const { cpus, mem } = definition;
  return { cpus: typeof cpus === 'number' ? cpus : 1, memMiB: typeof mem === 'number' ? mem : 128 };
}

/** The most that both versions take at one moment, against what the spec lets them. */
export function capacityOf(
  plan: BlueGreenPlan | CanaryPlan,
  steps: readonly PreviewStep[],
  now: Sizes,
  task: { readonly green: TaskSize; readonly blue: TaskSize },
): CapacityForecast {
  const moments = steps.map((step, index) => during(step, steps[index - 1] ?? now));
  const tasks = Math.max(...steps.map(({ atOnce }) => atOnce));
  const most = (of: keyof TaskSize) =>
    rounded(Math.max(...moments.map((it) => it.green * task.green[of] + it.blue * task.blue[of])));
  return {
    tasks,
    at: steps.find(({ atOnce }) => atOnce === tasks)?.title ?? '',
    cpus: most('cpus'),
    memMiB: most('memMiB'),
    allowed: allowedBy(plan, steps, now),
    ...(plan.blue !== undefined && { onTheWayBack: wayBackOf(plan.blue, moments) }),
  };
}

function during(step: PreviewStep, before: Sizes): Sizes {
  return { green: Math.max(before.green, step.green), blue: Math.max(before.blue, step.blue) };
}

/** Blue comes up to its full size while all of green is still there. */
function wayBackOf({ instances }: Side, moments: readonly Sizes[]): number {
  return Math.max(...moments.map(({ green }) => green)) + instances;
}

function allowedBy(
  plan: BlueGreenPlan | CanaryPlan,
  steps: readonly PreviewStep[],
  now: Sizes,
): CapacityForecast['allowed'] {
  const forward = allowedForward(plan, steps);
  const { adopted, blue } = plan;
  if (adopted === undefined || adopted.how === 'finish') return forward;
  const back = now.green + (blue?.instances ?? 0);
  if (adopted.how === 'turn-back-first' && back <= forward.tasks) return forward;
  return { tasks: back, because: 'the old version comes up before the one that is turned back goes' };
}

function allowedForward(
  plan: BlueGreenPlan | CanaryPlan,
  steps: readonly PreviewStep[],
): CapacityForecast['allowed'] {
  const { blue, green } = plan;
  if (blue === undefined || blue.instances === 0)
    return { tasks: green.instances, because: 'a first release takes what its tasks take' };
  const both = blue.instances + green.instances;
  if ('procedure' in plan) return { tasks: both, because: 'a canary needs room for both at full size' };
  if (plan.warm === true) return { tasks: both, because: `${blue.appId} is kept warm at full size` };
  const { extraTasks } = plan;
  const extra = extraTasks ?? largestBatch(steps);
  return {
    // What green has beyond blue at the end is no extra task.
    tasks: Math.max(blue.instances + extra, green.instances),
    because:
      extraTasks === undefined
        ? `${blue.instances} and one batch, since capacity.extraTasks is not given`
        : `${blue.instances} and capacity.extraTasks: ${extraTasks}`,
  };
}

function largestBatch(steps: readonly PreviewStep[]): number {
  return Math.max(...steps.map(({ batch, arriving }) => (batch === undefined ? 0 : arriving)));
}

/** Without what adding floating point numbers leaves behind. */
function rounded(amount: number): number {
  return Math.round(amount * 1000) / 1000;
}
