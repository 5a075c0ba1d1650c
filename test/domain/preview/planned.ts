import { toPlan } from '../../../src/domain/plan-from-spec.ts';
import type { Adopted } from '../../../src/domain/plan.ts';
import { checkSpec } from '../../../src/domain/spec-errors.ts';
import { aSpec, anApp } from '../spec-input.ts';

export const noFacts = {
  deployments: [],
  waiting: 0,
  problems: [],
  gauges: [],
  queries: [],
  troubles: [],
} as const;

/** A checked blue-green spec onto so many tasks. */
export function aChecked(different: Readonly<Record<string, unknown>> = {}, instances = 4) {
  const check = checkSpec(aSpec({ app: anApp({ instances }), ...different }));
  if (check.kind === 'invalid') throw new Error(JSON.stringify(check.problems));
  return check.spec;
}

/** Its plan, from so many tasks of `/shop-a`; 0: nothing serves yet. */
export function aPlan(
  different: Readonly<Record<string, unknown>> = {},
  green = 4,
  blue = 4,
  adopted?: Adopted,
) {
  const found = blue === 0 ? {} : { blue: { appId: '/shop-a', instances: blue } };
  const plan = toPlan(aChecked(different, green), { release: 'r1', ...found });
  return adopted === undefined ? plan : { ...plan, adopted };
}
