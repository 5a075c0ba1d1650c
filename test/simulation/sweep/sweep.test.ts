import { expect, it } from 'vitest';
import { CHANGES, nameOf } from './changes.ts';
import { PHASES } from './phases.ts';
import { sweepCell } from './sweep.ts';

const drain = PHASES.find((it) => it.name === 'blue-green: drain')!;

it.each(CHANGES.map((foreign) => ({ name: nameOf(foreign), foreign })))(
  'a release that drains blue answers $name as docs/guard.md says',
  async ({ foreign }) => {
    const { did, problems } = await sweepCell(drain, foreign);
    expect(did).toBeDefined();
    expect(problems).toEqual([]);
  },
);
