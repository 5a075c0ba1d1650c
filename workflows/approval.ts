import type { BlueGreenPlan } from '../src/domain/plan.ts';
import { passGate } from './gate.ts';
import type { Release } from './release.ts';

const WHERE = {
  'after-first-batch': 'after the first batch',
  'before-removal': 'before blue is removed',
} as const;

/** The gate of the spec's `approval`, which anybody may answer. */
export async function approval(release: Release<BlueGreenPlan>, place: keyof typeof WHERE): Promise<void> {
  if (release.plan.approval !== place) return;
  const at =
    place === 'before-removal'
      ? ({ when: 'before', point: 'removal' } as const)
      : ({ when: 'after', point: 'batch', number: 1 } as const);
  const gate = { name: `approval ${place}`, at, approvals: 1 };
  await passGate(release, gate, `waits for "promote" ${WHERE[place]}`);
}
