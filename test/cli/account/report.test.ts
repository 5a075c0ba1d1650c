import { describe, expect, it } from 'vitest';
import { reportLines } from '../../../src/cli/account/report-lines.ts';
import { recordedReport } from '../support/recorded.ts';

const names = ['first-release', 'released-with-approval', 'rolled-back', 'aborted-in-bake'];

describe('the report of a recorded release', () => {
  it.each(names)('%s says all of it', async (name) => {
    const report = await recordedReport(name);
    const text = reportLines(report, new Date(report.endedAt ?? ''), 100)
      .map((it) => it.text)
      .join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`../golden/show-${name}.txt`);
  });

  it('names who said what and why', async () => {
    const { said, outcome, result } = await recordedReport('aborted-in-bake');
    expect(result).toBe('aborted');
    expect(said).toMatchObject([{ command: 'abort', through: 'signal' }]);
    expect(outcome?.cause?.kind).toBe('operator');
  });
});
