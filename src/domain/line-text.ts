import type { LinePolicy, Run } from './line.ts';

/** Where a release stands in line, and for whom it waits, in one sentence. */
export function queuedText(place: number | undefined, running: Run | undefined, policy: LinePolicy): string {
  const where = place === undefined ? 'joins the line' : `waits in line, ${placeText(place)}`;
  const whom =
    running === undefined
      ? ''
      : policy === 'replace' && place === 1
        ? `; ${running.workflowId} runs and was told to go back`
        : `; ${running.workflowId} runs`;
  return `${where}${whom} (whenBusy: ${policy})`;
}

function placeText(place: number): string {
  if (place === 1) return 'next to go';
  return place <= 3 ? `place ${place}` : `place ${place} or so`;
}
