import { describe, expect, it } from 'vitest';
import { toPlan, type Found } from '../../src/domain/plan-from-spec.ts';
import { checkSpec } from '../../src/domain/spec-errors.ts';
import type { CheckedBlueGreenSpec } from '../../src/domain/spec.ts';
import { anApp, aSpec } from './spec-input.ts';

function checked(different: Readonly<Record<string, unknown>> = {}): CheckedBlueGreenSpec {
  const check = checkSpec(aSpec(different));
  if (check.kind === 'invalid') throw new Error(JSON.stringify(check.problems));
  return check.spec;
}

function planned(different: Readonly<Record<string, unknown>>, blue?: Found['blue']) {
  return toPlan(checked(different), { release: 'r1', ...(blue && { blue }) });
}

describe('the plan', () => {
  it('has every default in milliseconds', () => {
    expect(planned({}, { appId: '/shop-a', instances: 3, release: 'r0' })).toEqual({
      target: 'local',
      service: 'shop',
      release: 'r1',
      blue: { colour: 'blue', appId: '/shop-a', slot: 'a', instances: 3 },
      green: { colour: 'green', appId: '/shop-b', slot: 'b', instances: 3 },
      definition: {
        ...anApp(),
        id: '/shop-b',
        labels: {
          PACER_SERVICE: 'shop',
          PACER_RELEASE: 'r1',
          PACER_REPLACES: '/shop-a',
          PACER_REPLACES_RELEASE: 'r0',
          PACER_REPLACES_INSTANCES: '3',
        },
      },
      portIndex: 0,
      batches: { kind: 'growing', first: 1, growth: 2 },
      health: { timeoutMs: 300_000, toleranceMs: 5_000, required: true },
      drain: { timeoutMs: 300_000, onTimeout: 'roll-back' },
      approval: 'none',
      bake: { durationMs: 600_000, intervalMs: 15_000, failureLimit: 0, checks: [] },
    });
  });

  it.each([
    ['the first release takes slot a', '/shop', undefined, '/shop-a', 'a'],
    ['an id without its slash is the same', 'shop', undefined, '/shop-a', 'a'],
    ['after a comes b', '/shop', '/shop-a', '/shop-b', 'b'],
    ['after b comes a', '/shop', '/shop-b', '/shop-a', 'a'],
    ['an app that Pacer did not name holds a', '/shop', '/shop', '/shop-b', 'b'],
    ['an app of another name that ends in -b holds b', '/shop', '/old/web-b', '/shop-a', 'a'],
    ['an id in a group keeps its group', 'team/shop', '/team/shop-a', '/team/shop-b', 'b'],
    ['an id that ends like a slot is still a base', '/shop-b', '/shop-b-a', '/shop-b-b', 'b'],
  ] as const)('of slots: %s', (_, id, blueId, greenId, slot) => {
    const plan = planned({ app: anApp({ id }) }, blueId && { appId: blueId, instances: 1 });
    expect(plan.green).toMatchObject({ appId: greenId, slot });
    expect(plan.definition.id).toBe(greenId);
    expect(plan.blue?.slot).not.toBe(slot);
  });

  it.each([
    ['keeps the slots that Pacer has named', '/shop-a', '/shop-b', 'a', 'b'],
    ['either way round', '/shop-b', '/shop-a', 'b', 'a'],
    ['gives green the other one where neither is named', '/shop', '/shop-v2', 'a', 'b'],
    ['lets the one that is named keep its own', '/shop', '/shop-a', 'b', 'a'],
    ['gives blue precedence where both are named alike', '/old-b', '/shop-b', 'b', 'a'],
  ] as const)('of a version that was found %s', (_, blueId, greenId, blue, green) => {
    const adopted = { how: 'finish', instances: 5, found: 'it was found' } as const;
    const plan = toPlan(checked(), {
      release: 'r1',
      blue: { appId: blueId, instances: 3 },
      green: { appId: greenId, adopted },
    });
    expect(plan.blue).toMatchObject({ appId: blueId, slot: blue });
    expect(plan.green).toEqual({ colour: 'green', appId: greenId, slot: green, instances: 5 });
    expect(plan.definition.id).toBe(greenId);
    expect(plan.adopted).toEqual(adopted);
  });

  it('takes the slot that the servers of an app are in, where its id names none', () => {
    const plan = planned({}, { appId: '/shop-v2', instances: 1, slot: 'b' });
    expect([plan.blue?.slot, plan.green.appId]).toEqual(['b', '/shop-a']);
  });

  it.each([
    ['what the spec says', 5, 3, 5],
    ["blue's count where it says nothing", undefined, 3, 3],
    ['1 for a first release', undefined, undefined, 1],
    ['1 after a blue of no instances', undefined, 0, 1],
  ])('gives green %s', (_, wanted, ofBlue, expected) => {
    const blue = ofBlue === undefined ? undefined : { appId: '/shop-a', instances: ofBlue };
    const plan = planned({ app: anApp({ instances: wanted }) }, blue);
    expect(plan.green.instances).toBe(expected);
    expect(plan.definition).not.toHaveProperty('instances');
  });

  it('leaves the definition as it is, but for id, instances and its own labels', () => {
    const app = anApp({
      labels: { team: 'x', PACER_RELEASE: 'old', PACER_REPLACES: '/older' },
      portDefinitions: [{ port: 0 }],
      env: { A: 'b' },
    });
    expect(planned({ app }).definition).toEqual({
      ...app,
      id: '/shop-a',
      labels: { team: 'x', PACER_SERVICE: 'shop', PACER_RELEASE: 'r1' },
    });
  });

  it.each([
    [{ size: 2 }, { kind: 'fixed', size: 2 }],
    [{ percent: 25 }, { kind: 'percent', percent: 25 }],
    [{ first: 3 }, { kind: 'growing', first: 3, growth: 2 }],
  ])('takes batches %o as %o', (batches, expected) => {
    expect(planned({ batches }).batches).toEqual(expected);
  });

  it('puts names in the place of placeholders, whatever characters they have', () => {
    const checks = [
      { name: 'errors', query: 'x{app="{{app}}",s="{{service}}"} / y{app="{{app}}"}', max: 0.1 },
    ];
    expect(planned({ bake: { checks } }).bake.checks).toEqual([
      { name: 'errors', query: 'x{app="/shop-a",s="shop"} / y{app="/shop-a"}', max: 0.1 },
    ]);
  });

  it('carries what has no default', () => {
    const plan = planned({
      capacity: { extraTasks: 2 },
      pending: { metric: 'pending_operations', zeroFor: '1.5s' },
    });
    expect(plan.extraTasks).toBe(2);
    expect(plan.pending).toEqual({
      metric: 'pending_operations',
      path: '/metrics',
      portIndex: 0,
      zeroForMs: 1500,
    });
  });
});
