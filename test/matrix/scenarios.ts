import { setTimeout as sleep } from 'node:timers/promises';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import { shrinking, kept, planned, waiting } from './scenarios-aside.ts';
import type { Played, Scenario, Stage } from './stage.ts';

/** How long somebody takes to answer, so that what runs meanwhile has begun. */
const THINKS_MS = 2_500;

const both = ['shapePool', 'scaleApp', 'awaitHealthy', 'pickTasks', 'awaitDrained', 'removeApp'] as const;
const begin = ['readLine', 'takeFromKeeper', 'launchApp', 'awaitEnd'] as const;

const specOf = ({ service, pass }: Stage, spec: Partial<BlueGreenSpec>): BlueGreenSpec =>
  aSpec(service, { version: `v${pass + 1}`, spec: { bake: { duration: '0s' }, ...spec } });

const halfWay = { batches: { size: 2 }, approval: 'after-first-batch' } as const;

async function released(stage: Stage, spec: unknown): Promise<Played> {
  stage.open();
  return { outcome: await stage.outcomeOf(await stage.start(spec)), expected: 'released' };
}

/** Half of blue is gone, and then somebody says so. */
async function turnedBack(stage: Stage, word: { readonly fast?: boolean }): Promise<Played> {
  const handle = await stage.start(specOf(stage, halfWay));
  await stage.isAt(handle, 'waiting-for-approval');
  stage.open();
  await handle.signal('abort', { by: 'ann', ...word });
  return { outcome: await stage.outcomeOf(handle), expected: 'aborted' };
}

const check = { name: 'up', query: 'vector(1)', passWhen: '> 0', interval: '500ms', count: 4 } as const;

export const scenarios: readonly Scenario[] = [
  {
    name: 'bluegreen',
    dying: ['checkSpec', 'planRelease', ...begin, ...both, 'retireTasks'],
    instances: 3,
    play: (stage) => released(stage, specOf(stage, { batches: { size: 2 } })),
  },
  {
    name: 'canary',
    dying: ['checkCanarySpec', 'planCanary', ...begin, ...both, 'analyze'],
    instances: 2,
    play: (stage) =>
      released(
        stage,
        aCanary(
          stage.service,
          { version: `v${stage.pass + 1}` },
          {
            steps: [{ setWeight: 50 }, { pause: { duration: '2s' } }, { analysis: { checks: ['up'] } }],
            checks: [check],
          },
        ),
      ),
  },
  {
    name: 'fast',
    dying: ['readStanding', ...both],
    instances: 4,
    play: (stage) => turnedBack(stage, { fast: true }),
  },
  { name: 'safe', dying: ['readStanding', ...both], instances: 4, play: (stage) => turnedBack(stage, {}) },
  {
    name: 'again',
    dying: ['readStanding', ...both],
    instances: 4,
    play: async (stage) => {
      const handle = await stage.start(specOf(stage, halfWay));
      await stage.isAt(handle, 'waiting-for-approval');
      stage.open();
      await handle.signal('reject', { by: 'ann' });
      await stage.isAt(handle, 'rolling-back', 'finished');
      await handle.signal('abort', { by: 'ben' });
      return { outcome: await stage.outcomeOf(handle) };
    },
  },
  {
    name: 'gates',
    dying: ['tendPool', 'bake'],
    instances: 3,
    play: async (stage) => {
      const gates = [
        { before: 'traffic', by: ['ann'] },
        { before: 'retire-blue', by: ['ann', 'ben'], approvals: 2 },
      ];
      stage.open();
      const handle = await stage.start(specOf(stage, { gates }));
      for (;;) {
        const { state } = await stage.isAt(handle, 'waiting-for-approval', 'finished');
        if (state === 'finished') break;
        await sleep(THINKS_MS);
        for (const by of ['ann', 'ben']) await handle.signal('approve', { by });
      }
      return { outcome: await stage.outcomeOf(handle), expected: 'released' };
    },
  },
  {
    name: 'warm',
    dying: ['bake', 'turnBack', 'readStanding', 'shapePool', 'removeApp'],
    instances: 2,
    play: async (stage) => {
      const handle = await stage.start(specOf(stage, { bake: { duration: '1h', blue: 'warm' } }));
      await stage.isAt(handle, 'waiting-for-approval', 'baking');
      stage.open();
      await sleep(THINKS_MS);
      await handle.signal('abort', { by: 'ann' });
      return { outcome: await stage.outcomeOf(handle), expected: 'aborted' };
    },
  },
  {
    name: 'stopped',
    dying: ['bake', 'removeApp'],
    instances: 2,
    play: (stage) => released(stage, specOf(stage, { bake: { duration: '4s' } })),
  },
  {
    name: 'told',
    dying: ['checkContacts', 'tellContact', 'askHook'],
    instances: 2,
    play: (stage) => {
      const hooks = [
        { at: 'pre-traffic' as const, to: 'audit' },
        { at: 'pre-retire' as const, to: 'audit' },
      ];
      return released(stage, specOf(stage, { notifications: ['audit'], hooks, batches: { size: 1 } }));
    },
  },
  waiting,
  planned,
  kept,
  shrinking,
];
