import type { Batch } from './batches.ts';
import type { StepRecord } from './outcome.ts';

/** The steps of the procedure, in the words of the documents. Steps 2-9 are repeated for each batch (step 10). */
export const STEP_TITLES = {
  1: 'launch green',
  2: 'scale green up',
  3: 'wait until green is healthy',
  4: 'resolve what is unhealthy',
  5: 'add green to the pool',
  6: 'pick blue tasks',
  7: 'take them out of the pool',
  8: 'wait until they have no pending operations',
  9: 'kill and scale exactly those tasks',
  10: 'repeat',
  11: 'watch green, then remove blue',
} as const;

export type StepNumber = keyof typeof STEP_TITLES;

const PER_BATCH: readonly StepNumber[] = [2, 3, 5, 6, 7, 8, 9];
const PER_BATCH_WITHOUT_BLUE: readonly StepNumber[] = [2, 3, 5];

/** The steps that lie ahead of a release, before its first. */
export function stepsAhead(batches: readonly Batch[], hasBlue: boolean): readonly StepRecord[] {
  const ahead = (step: StepNumber, batch?: number): StepRecord => ({
    step,
    title: STEP_TITLES[step],
    ...(batch === undefined ? {} : { batch }),
    direction: 'release',
    state: 'ahead',
  });
  const inBatch = hasBlue ? PER_BATCH : PER_BATCH_WITHOUT_BLUE;
  return [
    ahead(1),
    ...batches.flatMap((batch) => inBatch.map((step) => ahead(step, batch.number))),
    ahead(11),
  ];
}

/** Title of a step when the colours are swapped. */
export function titleFor(step: StepNumber, direction: StepRecord['direction']): string {
  if (step === 9 && direction === 'roll-back') return 'remove green';
  const title = STEP_TITLES[step];
  return direction === 'release'
    ? title
    : title.replace(/green|blue/g, (colour) => (colour === 'green' ? 'blue' : 'green'));
}
