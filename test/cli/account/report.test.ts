import { describe, expect, it } from 'vitest';
import type { GateRecord } from '../../../src/domain/gates.ts';
import { reportLines } from '../../../src/cli/account/report-lines.ts';
import { recordedReport } from '../support/recorded.ts';
import { at, twoOfThree } from '../support/statuses.ts';

const names = ['first-release', 'released-with-approval', 'rolled-back', 'aborted-in-bake'];

describe('the report of a recorded release', () => {
  it.each(names)('%s says all of it', async (name) => {
    const report = await recordedReport(name);
    const text = reportLines(report, new Date(report.endedAt ?? ''), 100)
      .map((it) => it.text)
      .join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`../golden/show-${name}.txt`);
  });

  it('lists the gates with every answer, and the version before', async () => {
    const report = await recordedReport('first-release');
    const { outcome } = report;
    if (outcome === undefined) throw new Error('no outcome');
    const gates: readonly GateRecord[] = [
      { ...twoOfThree, closedAt: at(40), result: 'deadline-rolled-back' },
      { name: 'last', place: 'before remove-blue', openedAt: at(50), approvals: 1, answers: [] },
    ];
    const definition = { id: '/shop', labels: { version: 'v1' } };
    const previous = { definition, instances: 3, leftOut: ['env.DB_PASSWORD'] };
    const lines = reportLines({ ...report, outcome: { ...outcome, gates, previous } }, new Date(at(60)), 100);
    const text = lines.map((it) => it.text).join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/show-gates.txt');
  });

  it('names who said what and why', async () => {
    const { said, outcome, result } = await recordedReport('aborted-in-bake');
    expect(result).toBe('aborted');
    expect(said).toMatchObject([{ command: 'abort', through: 'signal' }]);
    expect(outcome?.cause?.kind).toBe('operator');
  });
});
