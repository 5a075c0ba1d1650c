import { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeApi } from '../../src/clients/haproxy/runtime-api.ts';
import type { Preview } from '../../src/domain/preview/preview.ts';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';
import { pacerAtATerminal } from './support/at-a-terminal.ts';
import { aDirectory, pacer } from './support/pacer.ts';

let world: World;
let dir: Awaited<ReturnType<typeof aDirectory>>;
beforeAll(async () => {
  dir = await aDirectory();
  world = await aWorld(['shop']);
}, 180_000);
afterAll(async () => {
  await world.end();
  await dir.remove();
});

const there = () => ({ TEMPORAL_ADDRESS: world.stack.temporalAddress, NO_COLOR: '1' });
const v1 = aSpec('shop', { version: 'v1', instances: 2 });
const v2 = (spec: Partial<BlueGreenSpec> = {}) => aSpec('shop', { version: 'v2', instances: 3, spec });
const fileOf = (spec: unknown) => dir.write('spec.json', JSON.stringify(spec));

async function plan(spec: unknown): Promise<Preview & { readonly code: number | undefined }> {
  const { code, out, err } = await pacer(['plan', await fileOf(spec), '--json'], there());
  expect(err).toBe('');
  return { ...(JSON.parse(out) as Preview), code };
}

/** Everything that a release could change. */
async function everything(): Promise<unknown> {
  const ask = runtimeApi({ name: 'one', socket: world.stack.haproxySocket }, 3_000);
  const tables = ['show servers state shop_a', 'show servers state shop_b', 'show map'].map((it) => ask(it));
  const [apps, deployments, map, ...servers] = await Promise.all([
    world.marathon.listApps(),
    world.marathon.runningDeployments(),
    ...tables.reverse(),
  ]);
  const withoutTimes = servers.map((table) => table.split('\n').map((row) => row.split(' ').slice(0, 7)));
  return { apps, deployments, map, withoutTimes };
}

describe('a plan', () => {
  it('of a first release has nothing to compare with', async () => {
    const { code, blocked, summary, forecast } = await plan(v1);
    expect({ code, blocked }).toEqual({ code: 0, blocked: false });
    expect(summary).toBe('/shop-a would serve "shop", which nothing serves yet');
    expect(forecast?.definition).toEqual([]);
    expect(forecast?.steps.map(({ title }) => title)).toEqual([
      'launch /shop-a without tasks',
      'batch 1 of 2',
      'batch 2 of 2',
      'bake',
    ]);
  });

  it('shows what differs from what serves, and changes nothing', async () => {
    expect((await world.release(v1)).kind).toBe('released');
    const before = await everything();
    const { code, obstacles, forecast } = await plan(v2());
    expect({ code, obstacles }).toEqual({ code: 0, obstacles: [] });
    expect(forecast?.definition).toEqual([
      { field: 'env.APP_VERSION', kind: 'changed', before: 'v1', after: 'v2' },
    ]);
    expect(forecast?.capacity).toMatchObject({ tasks: 4, allowed: { tasks: 4 } });
    expect(forecast?.steps.map((it) => [it.green, it.blue, it.atOnce])).toEqual([
      [0, 2, 2],
      [1, 1, 3],
      [3, 0, 4],
      [3, 0, 3],
      [3, 0, 3],
    ]);
    const text = await pacer(['plan', await fileOf(v2())], there());
    expect(text.code).toBe(0);
    expect(text.out).toContain('~ env.APP_VERSION  "v1" -> "v2"');
    expect(text.out).toContain('nothing blocks it; nothing was changed');
    expect(await everything()).toEqual(before);
  });

  it('names a gauge that is not there and a query without data or sense', async () => {
    const checks = [
      { name: 'errors', query: 'sum(no_such_metric{app="{{app}}"})', max: 1 },
      { name: 'wrong', query: 'sum(', max: 1 },
    ];
    const { code, obstacles } = await plan(
      v2({ pending: { metric: 'no_such_gauge' }, bake: { duration: '1s', checks } }),
    );
    expect(code).toBe(2);
    expect(obstacles.map(({ field, blocks, what }) => [field, blocks, what])).toEqual([
      ['pending', true, expect.stringContaining('the gauge of 2 of 2 tasks cannot be read')],
      ['bake.checks[1].query', true, expect.stringContaining('check "wrong" is refused by Prometheus')],
      ['bake.checks[0].query', false, expect.stringContaining('sum(no_such_metric{app="/shop-a"})')],
    ]);
  });

  it('names the release that runs, and what whenBusy makes of it', async () => {
    const held = await world.start(v2({ gates: [{ before: 'launch', approvals: 1 }] }), 'held');
    await world.until(held, (now) => now.state === 'waiting-for-approval');
    const refused = await plan(v2());
    expect(refused.code).toBe(2);
    expect(refused.obstacles[0]).toMatchObject({
      what: 'a release of "shop" is running already: workflow held',
      blocks: true,
    });
    const queued = await plan(v2({ whenBusy: 'queue' }));
    expect(queued.code).toBe(0);
    expect(queued.obstacles[0]).toMatchObject({ field: 'whenBusy', blocks: false });
    await held.signal('abort');
    expect((await world.outcomeOf(held)).kind).toBe('aborted');
  });

  it.each([
    ['no spec', 'rubbish', /is text: give one object/],
    [
      'a target that nobody knows',
      { ...v1, target: 'mars' },
      /target: "mars" is not in the worker's configuration/,
    ],
  ])('is refused for %s, as a release is', async (_, input, why) => {
    const options = { taskQueue: TASK_QUEUE, workflowId: `plan-${String(why)}`, args: [input] };
    const failure: unknown = await world.client.workflow.execute('plan', options).catch((it: unknown) => it);
    expect(failure).toBeInstanceOf(WorkflowFailedError);
    expect((failure as WorkflowFailedError).cause).toMatchObject({
      type: 'InvalidInput',
      message: expect.stringMatching(why) as unknown,
    });
  });
});

describe('a release at a terminal', () => {
  const release = async (spec: unknown, answer: string, ...more: readonly string[]) =>
    pacerAtATerminal(['release', await fileOf(spec), ...more], answer, there());

  it('shows the plan and asks, and starts nothing for a no', async () => {
    const { code, shown } = await release(v2(), 'n\r');
    expect(shown).toContain('~ env.APP_VERSION  "v1" -> "v2"');
    expect(shown).toContain('release "shop" on target "local" by this plan? [y/N]');
    expect(shown).toContain('nothing was started');
    expect(code).toBe(1);
  });

  it('starts nothing where something stands in the way, without a question', async () => {
    const { code, shown } = await release(v2({ pending: { metric: 'no_such_gauge' } }), '');
    expect(shown).toContain('nothing was started: see above what stands in the way');
    expect(shown).not.toContain('[y/N]');
    expect(code).toBe(2);
  });

  it('goes on for a yes, and with --yes without a question', async () => {
    const asked = await release(v2(), 'y\r', '--watch');
    expect(asked.code).toBe(0);
    const given = await release(aSpec('shop', { version: 'v3', instances: 1 }), '', '--yes', '--watch');
    expect(given.code).toBe(0);
    expect(given.shown).not.toContain('[y/N]');
  }, 120_000);
});
