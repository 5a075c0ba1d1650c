import type { Batch } from './batches.ts';
import type { StepRecord } from './outcome.ts';
import type { Procedure } from './status.ts';

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
export function stepsAhead(batches: readonly Batch[], hasBlue: boolean, warm = false): readonly StepRecord[] {
  const ahead = (step: StepNumber, batch?: number): StepRecord => ({
    step,
    title: STEP_TITLES[step],
    ...(batch === undefined ? {} : { batch }),
    direction: 'release',
    state: 'ahead',
  });
  const inBatch = hasBlue ? PER_BATCH.filter((it) => it !== 9 || !warm) : PER_BATCH_WITHOUT_BLUE;
  const atEnd = hasBlue && warm ? PER_END : [];
  return [
    ahead(1),
    ...batches.flatMap((batch) => inBatch.map((step) => ahead(step, batch.number))),
    ahead(11),
    ...atEnd.map((step) => ahead(step, batches.length + 1)),
  ];
}

const PER_END: readonly StepNumber[] = [6, 7, 8, 9];

/** The steps that lie ahead of a canary: those of its spec, then stable leaves as blue does. */
export function canaryStepsAhead(
  titles: readonly string[],
  hasStable: boolean,
  warm = false,
): readonly StepRecord[] {
  const ahead = (step: StepNumber, more: { batch?: number } = {}): StepRecord => ({
    step,
    title: titleFor(step, 'release', 'canary'),
    ...more,
    direction: 'release',
    state: 'ahead',
  });
  const end = hasStable ? PER_END.map((step) => ahead(step, { batch: 1 })) : [];
  return [
    ahead(1),
    ...titles.map((title, index) => ({ ...ahead(10), title, canaryStep: index + 1 })),
    ...(warm ? [ahead(11), ...end] : [...end, ahead(11)]),
  ];
}

/** Title of a step: with the colours swapped on the way back, and in a canary's words. */
export function titleFor(
  step: StepNumber,
  direction: StepRecord['direction'],
  procedure: Procedure = 'blue-green',
): string {
  const swapped = direction === 'roll-back';
  const title = step === 9 && swapped ? 'remove green' : STEP_TITLES[step];
  const words = procedure === 'canary' ? ['canary', 'stable'] : ['green', 'blue'];
  const [green = '', blue = ''] = swapped && step !== 9 ? words.toReversed() : words;
  return title.replace(/green|blue/g, (colour) => (colour === 'green' ? green : blue));
}
