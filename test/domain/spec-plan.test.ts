import { describe, expect, it } from 'vitest';
import { findBlue } from '../../src/domain/find-blue.ts';
import { toPlan, type Found } from '../../src/domain/plan-from-spec.ts';
import { checkSpec } from '../../src/domain/spec-errors.ts';
import type { CheckedBlueGreenSpec } from '../../src/domain/spec.ts';
import { anApp as aMarathonApp } from '../support/apps.ts';
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
    expect(planned({}, { appId: '/shop-a', instances: 3 })).toEqual({
      target: 'local',
      service: 'shop',
      release: 'r1',
      blue: { colour: 'blue', appId: '/shop-a', slot: 'a', instances: 3 },
      green: { colour: 'green', appId: '/shop-b', slot: 'b', instances: 3 },
      definition: { ...anApp(), id: '/shop-b', labels: { PACER_SERVICE: 'shop', PACER_RELEASE: 'r1' } },
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
      labels: { team: 'x', PACER_RELEASE: 'old' },
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

describe('blue', () => {
  const apps = (...list: readonly (readonly [string, string?])[]) =>
    list.map(([id, service]) =>
      aMarathonApp([], { id, labels: service === undefined ? {} : { PACER_SERVICE: service } }),
    );

  it.each([
    ['is none where no app is of the service', apps(['/other'], ['/shop-c'], ['/shop/a']), {}, undefined],
    ['is the app of the base id', apps(['/other'], ['/shop']), {}, '/shop'],
    ['is the app of a slot', apps(['/other'], ['/shop-b']), {}, '/shop-b'],
    ['is the app with the label, whatever its id', apps(['/web', 'shop'], ['/other', 'other']), {}, '/web'],
    [
      'is not an app of a like id that belongs to another service',
      apps(['/shop-a', 'shop-a'], ['/shop-b', 'shop']),
      {},
      '/shop-b',
    ],
    [
      'is the app that is named, among others',
      apps(['/shop-a', 'shop'], ['/shop-b', 'shop']),
      { blue: '/shop-b' },
      '/shop-b',
    ],
    ['may be named without its slash', apps(['/legacy']), { blue: 'legacy' }, '/legacy'],
  ])('%s', (_, all, different, expected) => {
    const found = findBlue(all, checked(different));
    expect(found.kind === 'found' ? found.app.id : found.kind).toBe(expected ?? 'none');
  });

  it('counts an app with no instances left', () => {
    expect(findBlue(apps(['/shop-a', 'shop']), checked()).kind).toBe('found');
  });

  it('is a question for a person when two apps could be it', () => {
    const found = findBlue(apps(['/shop-a', 'shop'], ['/shop-b', 'shop']), checked());
    expect(found).toMatchObject({
      kind: 'problem',
      problem: {
        field: 'blue',
        value: '(absent)',
        remedy:
          'must be given, since more than one app belongs to the service: /shop-a (0 instances) and /shop-b (0 instances). Name the one that serves, and remove the other',
      },
    });
  });

  it('that is named and not there is refused', () => {
    const found = findBlue(apps(['/shop-a']), checked({ blue: '/web' }));
    expect(found).toMatchObject({ kind: 'problem', problem: { field: 'blue', value: '"/web"' } });
  });
});
