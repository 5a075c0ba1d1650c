import { planBatches } from '../../domain/batches.ts';
import { fieldName } from '../../domain/problem.ts';
import { toPlan } from '../../domain/plan-from-spec.ts';
import type { BlueGreenPlan } from '../../domain/plan.ts';
import type { CheckedBlueGreenSpec } from '../../domain/spec.ts';
import { controlInWords } from './expand-control.ts';
import type { ExpandedCheck, ExpandedStep, Expansion } from './expansion.ts';

/** The batches of a blue-green release onto as many tasks as there were, and its checks. */
export function expandBlueGreen(spec: CheckedBlueGreenSpec): Expansion {
  const plan = toPlan(spec, { release: 'lint' });
  return {
    procedure: 'blue-green',
    service: spec.service,
    target: spec.target,
    steps: stepsOf(spec, plan),
    control: controlInWords(spec),
    checks: checksOf(spec),
    notes: [
      ...(spec.approval === 'none' ? [] : [`waits for promote ${spec.approval.replaceAll('-', ' ')}`]),
      `then green is watched for ${spec.bake.duration} before blue is removed`,
    ],
  };
}

function stepsOf(spec: CheckedBlueGreenSpec, plan: BlueGreenPlan): readonly ExpandedStep[] {
  const { instances } = spec.app;
  if (instances === undefined) return [];
  return planBatches(instances, instances, plan.batches, plan.extraTasks).map((batch) => ({
    number: batch.number,
    title: `batch ${String(batch.number)}`,
    tasks: batch.arriving,
  }));
}

function checksOf({ service, app, bake }: CheckedBlueGreenSpec): readonly ExpandedCheck[] {
  return bake.checks.map(({ name, query, max, min }, index) => {
    const ofService = query.replaceAll('{{service}}', () => service);
    return {
      name,
      field: fieldName(['bake', 'checks', index], 'spec'),
      measured: ['bake'],
      limit: [
        ...(max === undefined ? [] : [`fails above ${String(max)}`]),
        ...(min === undefined ? [] : [`fails below ${String(min)}`]),
      ].join(', '),
      rules: [`every ${bake.interval}`, `failureLimit ${String(bake.failureLimit)}, in a row`],
      ways: [{ query: ofService, asked: [ofService.replaceAll('{{app}}', () => app.id)] }],
    };
  });
}
