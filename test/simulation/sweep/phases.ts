import type { Schedule, Side } from '../schedule.ts';

/** Where a release stands when somebody changes something: so long after the nth activity of a type has begun. */
export interface Phase {
  readonly name: string;
  readonly procedure: Schedule['procedure'];
  readonly spec: Schedule['spec'];
  readonly activity: string;
  readonly nth: number;
  readonly afterMs: number;
  /** Shorter than two looks: what is changed in it may go unnamed. */
  readonly isShort?: true;
  /** The release is on its way back by then: its check is bad. */
  readonly isBack?: true;
  /** Blue has no task left by then. */
  readonly isBlueGone?: true;
  /** Nobody has looked at the apps yet: the versions of their definitions are not known. */
  readonly isUnseen?: true;
  /** Green gets nobody yet. */
  readonly isGreenUnused?: true;
  /** Its tasks come up: the deployment is the release's own. */
  readonly deploying?: Side;
  /** Its tasks leave: one that ends then may have been told to. */
  readonly draining?: Side;
  /** The release changes their counts or removes them now, or at once after it: nobody tells that from another's doing. */
  readonly acted?: readonly Side[];
  /** The share is a canary's, which a verdict may move. */
  readonly yields?: true;
  /** Past the last way back. */
  readonly isLast?: true;
}

const batches = { size: 2 };
const gated: Schedule['spec'] = { batches, gates: [{ after: 'batch 1' }] };
const baked: Schedule['spec'] = { batches, bake: { duration: '12s' } };
const bad: Schedule['spec'] = {
  batches: { percent: 100 },
  bake: { duration: '12s', interval: '1s', checks: [{ name: 'errors', query: 'up', min: 0.5 }] },
};
const canary: Schedule['spec'] = { weights: [50, 100], pause: '12s' };

const blueGreen = (name: string, activity: string, rest: Partial<Phase> = {}): Phase => ({
  ...{
    name: `blue-green: ${name}`,
    procedure: 'blueGreen',
    spec: { batches },
    activity,
    nth: 1,
    afterMs: 600,
  },
  ...rest,
});
const asCanary = (name: string, activity: string, rest: Partial<Phase> = {}): Phase => ({
  ...{ name: `canary: ${name}`, procedure: 'canary', spec: canary, activity, nth: 1, afterMs: 600 },
  ...rest,
});

export const PHASES: readonly Phase[] = [
  blueGreen('launch', 'launchApp', {
    ...{ afterMs: 5, isShort: true, isUnseen: true, isGreenUnused: true, acted: ['green'] },
  }),
  blueGreen('scale up', 'scaleApp', {
    ...{ afterMs: 20, isShort: true, isUnseen: true, isGreenUnused: true, acted: ['green'] },
  }),
  blueGreen('health', 'awaitHealthy', { afterMs: 300, deploying: 'green', isGreenUnused: true }),
  blueGreen('add to the pool', 'shapePool', { afterMs: 300, isShort: true, isGreenUnused: true }),
  blueGreen('drain', 'awaitDrained', { draining: 'blue' }),
  blueGreen('kill and scale', 'retireTasks', { afterMs: 100, isShort: true, acted: ['blue', 'green'] }),
  blueGreen('health of batch 2', 'awaitHealthy', { nth: 2, afterMs: 420, deploying: 'green' }),
  blueGreen('gate', 'bake', { spec: gated, afterMs: 1_500 }),
  blueGreen('bake', 'bake', { spec: baked, afterMs: 1_500, isBlueGone: true }),
  blueGreen('removal of blue', 'removeApp', {
    ...{ afterMs: 20, isShort: true, isBlueGone: true, isLast: true, acted: ['blue'] },
  }),
  blueGreen('way back', 'awaitHealthy', { spec: bad, nth: 2, afterMs: 300, isBack: true, deploying: 'blue' }),
  asCanary('health', 'awaitHealthy', { afterMs: 300, deploying: 'green', isGreenUnused: true, yields: true }),
  asCanary('pause at 50 %', 'bake', { afterMs: 1_500, yields: true }),
  asCanary('drain of stable', 'awaitDrained', { draining: 'blue' }),
];
