import { tasksOfCanary } from '../src/domain/canary-capacity.ts';
import { FULL_WEIGHT, type CanaryScale, type CanaryStep } from '../src/domain/canary.ts';
import { percentText } from '../src/domain/canary-title.ts';
import type { CanaryPlan } from '../src/domain/plan.ts';
import { analysisOfStep } from './analysis.ts';
import { askFirst } from './ask-first.ts';
import { leave } from './change-over.ts';
import { gatesOf } from './gate.ts';
import { observe } from './observe.ts';
import type { ChangeOver } from './release.ts';
import { shapePool } from './shape-pool.ts';
import { awaitHealthy, scale } from './steps.ts';
import { tell } from './tell.ts';

/** A canary on its way through the steps of its spec. */
export interface Canary {
  readonly change: ChangeOver<CanaryPlan>;
  /** What the spec wants of its size. */
  scale: CanaryScale;
  /** In ten-thousandths. */
  weight: number;
}

/** Takes one step of the spec. Each leaves the canary with the tasks that its weight needs. */
export async function takeCanaryStep(canary: Canary, step: CanaryStep, number: number): Promise<void> {
  const { release } = canary.change;
  const { plan, pool } = release;
  switch (step.kind) {
    case 'set-weight':
      return setWeight(canary, step.weight);
    case 'set-canary-scale':
      canary.scale = step.scale;
      return resize(canary, canary.weight);
    case 'set-header-route':
      await resize(canary, canary.weight);
      // Whoever keeps the pool meanwhile must not know of it yet.
      if (step.match.length > 0) await askFirst(release, 'pre-traffic');
      pool.route(
        step.name,
        step.match.map((match) => ({ ...match, slot: plan.green.slot })),
      );
      return openToUsers(canary, `let requests by ${step.name} to ${plan.green.appId}`, true);
    case 'pause':
      await resize(canary, canary.weight);
      return observe(release, step.durationMs, number);
    case 'analysis':
      await resize(canary, canary.weight);
      return analysisOfStep(release, step, number);
  }
}

/** Capacity first, then users: one change of the map, read back on every instance. */
async function setWeight(canary: Canary, weight: number): Promise<void> {
  const { release } = canary.change;
  const { plan, pool, journal } = release;
  // At the end the canary is as large as the spec says, whatever it was for its steps.
  if (weight === FULL_WEIGHT) canary.scale = { kind: 'match-traffic-weight' };
  const ask = async (): Promise<void> => {
    if (weight > 0) await askFirst(release, 'pre-traffic');
    if (weight === FULL_WEIGHT) await gatesOf(release, 'before', 'promotion');
  };
  // With nobody beside it the load balancer gives it everybody as soon as it is in the pool, whatever its weight.
  const isAlone = plan.blue === undefined || plan.blue.instances === 0;
  await resize(canary, weight, isAlone ? ask : undefined);
  if (!isAlone) await ask();
  pool.split({ weight, sticky: plan.sticky });
  canary.weight = weight;
  journal.weighs(weight);
  await openToUsers(canary, `give ${plan.green.appId} ${percentText(weight)} of the requests`);
  tell(release, {
    name: 'weight-changed',
    message: `${plan.green.appId} has ${percentText(weight)} of the requests`,
  });
}

async function openToUsers(
  { change: { release } }: Canary,
  summary: string,
  thorough = false,
): Promise<void> {
  const { pool, journal } = release;
  const { weight, routes } = pool.intent().split ?? { weight: 0, routes: [] };
  const isOpen = weight > 0 || routes.length > 0;
  if (isOpen) journal.exposed(true);
  await shapePool(release, summary, { shareEverywhere: true }, thorough);
  if (!isOpen) journal.exposed(false);
}

/** Brings the canary to the tasks that a weight needs, and that the spec asks for. */
async function resize(
  { change, scale: wanted }: Canary,
  weight: number,
  beforeUsers: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { release } = change;
  const { plan, pool, journal } = release;
  const tasks = tasksOfCanary(weight, plan.green.instances, wanted);
  const present = pool.admitted(plan.green);
  if (tasks === present) return;
  if (tasks < present) {
    await leave(change, plan.green, tasks, (_, act) => act());
  } else {
    await scale(change, plan.green, tasks);
  }
  const healthy = await awaitHealthy(change, plan.green, tasks);
  await beforeUsers();
  pool.admit(plan.green, healthy);
  const arriving = { slot: plan.green.slot, servers: healthy.length };
  await shapePool(release, `add ${healthy.length} tasks of ${plan.green.appId} to the pool`, { arriving });
  journal.waitFor(undefined);
}
