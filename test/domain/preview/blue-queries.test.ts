import { expect, it } from 'vitest';
import { blueQueries } from '../../../src/domain/preview/blue-queries.ts';
import { checked, planned } from '../canary-planned.ts';
import { aChecked, aPlan } from './planned.ts';

it('the checks of a bake are asked of blue', () => {
  const bake = { checks: [{ name: 'errors', query: 'sum(e{app="{{app}}",s="{{service}}"})', max: 1 }] };
  expect(blueQueries(aChecked({ bake }), aPlan({ bake }))).toEqual([
    { field: 'bake.checks[0].query', check: 'errors', query: 'sum(e{app="/shop-a",s="shop"})' },
  ]);
  expect(blueQueries(aChecked({ bake }), aPlan({ bake }, 4, 0))).toEqual([]);
});

it('the checks of a canary are asked of stable, in the form that was chosen', () => {
  const checks = [
    { check: 'success-rate', passWhen: '>= 0.99' },
    { name: 'own', query: 'sum(e{app="{{app}}"}) / sum(e{app="{{stable}}"})', passWhen: '< 2' },
  ];
  const found = blueQueries(checked({ checks }), planned({ checks }));
  expect(found.map(({ field }) => field)).toEqual(['checks[0].check', 'checks[1].query']);
  expect(found[0]?.query).toContain('app="/shop-a"');
  expect(found[0]?.query).not.toContain('/shop-b');
  expect(found[1]?.query).toBe('sum(e{app="/shop-a"}) / sum(e{app="/shop-a"})');
});
