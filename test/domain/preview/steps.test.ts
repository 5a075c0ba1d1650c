import { describe, expect, it } from 'vitest';
import type { BlueGreenPlan, CanaryPlan } from '../../../src/domain/plan.ts';
import { capacityOf } from '../../../src/domain/preview/capacity.ts';
import { stepsOf } from '../../../src/domain/preview/steps.ts';
import type { Sizes } from '../../../src/domain/preview/walk.ts';
import { planned as canaryOf } from '../canary-planned.ts';
import { aPlan } from './planned.ts';

const now = { green: 0, blue: 4 };
const ofFour = { appId: '/shop-a', instances: 4 };

/** `title green/blue (most at once)`, with the gates behind it. */
function told(plan: BlueGreenPlan | CanaryPlan, from: Sizes = now): readonly string[] {
  return stepsOf(plan, from).map(({ title, green, blue, atOnce, gates }) =>
    [`${title} ${green}/${blue} (${atOnce})`, ...gates].join(' | '),
  );
}

describe('the steps', () => {
  it('of batches that double end with blue removed', () => {
    expect(told(aPlan())).toEqual([
      'launch /shop-b without tasks 0/4 (4)',
      'batch 1 of 3 1/3 (5)',
      'batch 2 of 3 3/1 (6)',
      'batch 3 of 3 4/0 (5)',
      'bake 4/0 (4)',
      'remove /shop-a 4/0 (4)',
    ]);
  });

  it('of a first release have nobody who leaves', () => {
    const plan = aPlan({ batches: { size: 2 } }, 3, 0);
    expect(told(plan, { green: 0, blue: 0 })).toEqual([
      'launch /shop-a without tasks 0/0 (0)',
      'batch 1 of 2 2/0 (2)',
      'batch 2 of 2 3/0 (3)',
      'bake 3/0 (3)',
    ]);
  });

  it('keep a warm blue whole until the end', () => {
    expect(told(aPlan({ batches: { size: 4 }, bake: { blue: 'warm' } })).slice(1)).toEqual([
      'batch 1 of 1 4/4 (8)',
      'bake 4/4 (8)',
      'retire and remove /shop-a 4/0 (8)',
    ]);
  });

  it('name the gates where they stand', () => {
    const gates = ['launch', 'traffic', 'batch 2', 'promotion', 'retire-blue', 'bake', 'remove-blue'];
    const plan = aPlan({
      batches: { size: 2 },
      gates: [...gates.map((before) => ({ before })), { after: 'batch 1' }],
    });
    expect(told(plan)).toEqual([
      'launch /shop-b without tasks 0/4 (4) | before launch',
      'batch 1 of 2 2/2 (6) | before traffic | before retire-blue | after batch 1',
      'batch 2 of 2 4/0 (6) | before promotion | before batch 2',
      'bake 4/0 (4) | before bake',
      'remove /shop-a 4/0 (4) | before remove-blue',
    ]);
  });

  it.each([
    ['after-first-batch', 'batch 1 of 1 4/0 (8) | approval after-first-batch'],
    ['before-removal', 'remove /shop-a 4/0 (4) | approval before-removal'],
  ])('name the approval %s', (approval, step) => {
    expect(told(aPlan({ approval, batches: { size: 4 } }))).toContain(step);
  });

  it('of what is gone on with begin with the batch that was under way', () => {
    const adopted = { how: 'finish', instances: 3, found: 'three' } as const;
    expect(told(aPlan({}, 4, 4, adopted), { green: 3, blue: 3 })).toEqual([
      'go on with /shop-b 3/3 (6)',
      'batch 2 of 3 3/1 (6)',
      'batch 3 of 3 4/0 (5)',
      'bake 4/0 (4)',
      'remove /shop-a 4/0 (4)',
    ]);
  });

  it('of what is gone on with stop at the gates of batches that are done before the first that is left', () => {
    const adopted = { how: 'finish', instances: 3, found: 'three' } as const;
    const gates = [{ after: 'launch' }, { after: 'batch 1' }, { before: 'batch 2' }, { after: 'batch 2' }];
    const plan = aPlan({ gates, approval: 'after-first-batch' }, 4, 4, adopted);
    expect(told(plan, { green: 3, blue: 3 }).slice(0, 2)).toEqual([
      'go on with /shop-b 3/3 (6) | after launch | after batch 1 | approval after-first-batch',
      'batch 2 of 3 3/1 (6) | before batch 2 | after batch 2',
    ]);
  });

  it('of what is turned back bring blue up before green goes', () => {
    const adopted = { how: 'turn-back', instances: 3, found: 'three' } as const;
    const back = [
      'bring /shop-a to 4 tasks and give it all users 3/4 (7)',
      'drain and remove /shop-b 0/4 (7)',
    ];
    expect(told(aPlan({}, 4, 4, adopted), { green: 3, blue: 1 })).toEqual(back);
    const first = { ...adopted, how: 'turn-back-first' } as const;
    expect(told(aPlan({ batches: { size: 4 } }, 4, 4, first), { green: 3, blue: 1 })).toEqual([
      ...back,
      'launch /shop-b without tasks 0/4 (4)',
      'batch 1 of 1 4/0 (8)',
      'bake 4/0 (4)',
      'remove /shop-a 4/0 (4)',
    ]);
  });

  it('of a canary are those of its spec, with the tasks of each weight', () => {
    const plan = canaryOf(
      {
        app: { id: '/shop', cmd: './shop', instances: 4, healthChecks: [{}] },
        weights: undefined,
        steps: [{ setWeight: 5 }, { pause: {} }, { setWeight: 50 }, { setWeight: 100 }],
        gates: [
          { before: 'traffic' },
          { before: 'step 3' },
          { before: 'promotion' },
          { before: 'retire-stable' },
        ],
      },
      {},
      ofFour,
    );
    expect(told(plan)).toEqual([
      'launch /shop-b without tasks 0/4 (4)',
      'setWeight 5 % 1/4 (5) | before traffic',
      'pause until promote 1/4 (5) | pause of step 2',
      'setWeight 50 % 2/4 (6) | before step 3',
      'setWeight 100 % 4/4 (8) | before promotion',
      'retire /shop-a 4/0 (8) | before retire-stable',
      'bake 4/0 (4)',
      'remove /shop-a 4/0 (4)',
    ]);
  });
});

describe('the capacity', () => {
  const task = { green: { cpus: 0.1, memMiB: 64 }, blue: { cpus: 0.2, memMiB: 128 } };
  const most = (plan: BlueGreenPlan | CanaryPlan, from = now) =>
    capacityOf(plan, stepsOf(plan, from), from, task);

  it('is the most that both take at once', () => {
    expect(most(aPlan())).toEqual({
      tasks: 6,
      at: 'batch 2 of 3',
      cpus: 0.9,
      memMiB: 576,
      allowed: { tasks: 6, because: '4 and one batch, since capacity.extraTasks is not given' },
      onTheWayBack: 8,
    });
  });

  it('of a first release has no way back', () => {
    const nothing = { green: 0, blue: 0 };
    expect(most(aPlan({}, 3, 0), nothing)).not.toHaveProperty('onTheWayBack');
  });

  it.each([
    ['extraTasks', aPlan({ capacity: { extraTasks: 1 } }), 5, 5],
    ['a warm blue', aPlan({ bake: { blue: 'warm' } }), 8, 8],
    ['a green that grows beyond blue', aPlan({ capacity: { extraTasks: 1 } }, 8), 8, 8],
    ['a canary', canaryOf({ weights: [100] }, {}, ofFour), 8, 8],
  ])('with %s stays within what is allowed', (_, plan, tasks, allowed) => {
    expect(most(plan)).toMatchObject({ tasks, allowed: { tasks: allowed } });
  });
});
