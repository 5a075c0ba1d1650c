import { expect, it } from 'vitest';
import { Complaint } from '../../../src/cli/complaint.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { questionWithoutPlan } from '../../../src/cli/plan/without-plan.ts';

it.each([
  ['no worker is there', EXIT.unreachable, 'release it without a plan? It waits until a worker is there.'],
  ['a plan fails', EXIT.other, 'release it without a plan? The worker looks again when it begins.'],
])('where %s it is asked whether to start without one', (_, exitCode, question) => {
  expect(questionWithoutPlan('release it', new Complaint('no plan', exitCode))).toBe(question);
});

it.each([
  ['a spec that is refused', new Complaint('no spec', EXIT.refused)],
  ['a bug', new TypeError('no function')],
])('%s ends it without a question', (_, error) => {
  expect(() => questionWithoutPlan('release it', error)).toThrow(error);
});
