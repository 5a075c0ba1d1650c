import type { Running, Stand } from './line-running.ts';
import type { LinePolicy } from './line.ts';

const TEXTS: Readonly<Record<Stand, string>> = {
  told: 'runs and was told to go back',
  holding: 'holds and waits for a person',
  silent: 'does not tell where it stands, and is told to go back once it does',
};

/** Where a release stands in line, and for whom it waits, in one sentence. */
export function queuedText(
  place: number | undefined,
  running: Running | undefined,
  policy: LinePolicy,
): string {
  const where = place === undefined ? 'joins the line' : `waits in line, ${placeText(place)}`;
  const whom = running === undefined ? '' : `; ${running.workflowId} ${doesText(running)}`;
  return `${where}${whom} (whenBusy: ${policy})`;
}

function doesText({ stand }: Running): string {
  return stand === undefined ? 'runs' : TEXTS[stand];
}

function placeText(place: number): string {
  if (place === 1) return 'next to go';
  return place <= 3 ? `place ${place}` : `place ${place} or so`;
}
