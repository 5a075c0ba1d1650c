import { expect, it } from 'vitest';
import { endedStatus } from '../../src/cli/ended-status.ts';
import type { Ending } from '../../src/cli/temporal/ending.ts';
import { renderTree } from '../../src/cli/tree/render.ts';
import { at, atGate } from './support/statuses.ts';

const ref = { service: 'shop', target: 'local', workflowId: 'shop-2', runId: 'r2' };
const terminated = 'its workflow was terminated';

it.each<[Ending, string]>([
  [{ kind: 'cut-off', message: terminated }, 'cut off'],
  [{ kind: 'refused', by: 'spec', message: 'app.id: "x" is taken' }, 'refused'],
  [{ kind: 'refused', by: 'lock', message: 'a release runs' }, 'refused'],
  [{ kind: 'refused', by: 'line', message: 'a newer one came' }, 'refused'],
  [{ kind: 'refused', by: 'worker', message: 'it broke' }, 'refused'],
  [{ kind: 'cancelled' }, 'cancelled'],
])('a release that ended at its gate as %j waits for nobody', (ending, words) => {
  const status = endedStatus(atGate, ending, ref, at(60));
  expect(status).toMatchObject({ state: 'finished', result: ending.kind, commands: [], endedAt: at(60) });
  for (const left of ['gate', 'wait', 'seeing', 'lastWord', 'outcome'])
    expect(status).not.toHaveProperty(left);
  expect(status.steps.map((it) => it.state)).not.toContain('running');
  const tree = renderTree(status, new Date(at(3600)), 100);
  expect(tree).toMatch(new RegExp(`^shop on local: ${words} +1m 00s`));
  expect(tree).not.toMatch(/approv/);
});

it('one that was cut off says what to do next', () => {
  const status = endedStatus(atGate, { kind: 'cut-off', message: terminated }, ref, at(60));
  expect(renderTree(status, new Date(at(3600)), 100)).toContain('npx pacer release FILE --watch');
});
