import { percentText } from '../../domain/canary-title.ts';
import { FULL_WEIGHT } from '../../domain/canary.ts';
import type { LiveStatus } from '../live-status.ts';
import { clip, line, type Line } from './line.ts';

const LONGEST_BAR = 30;
const SHORTEST_BAR = 10;

/** How the requests are shared between a canary and stable, as the map should say. */
export function weightLines({ weight, outcome }: LiveStatus, width: number): readonly Line[] {
  if (weight === undefined || outcome !== undefined) return [];
  const words = `  canary ${percentText(weight)}, stable ${percentText(FULL_WEIGHT - weight)}  `;
  const length = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, width - words.length));
  return [line(clip(words + bar(weight, length), width), weight === 0 ? 'plain' : 'strong')];
}

/** Neither a small share nor what is left beside a large one vanishes by rounding. */
function bar(weight: number, length: number): string {
  const cells = Math.round((weight * length) / FULL_WEIGHT);
  const isMixed = weight > 0 && weight < FULL_WEIGHT;
  const filled = isMixed ? Math.min(length - 1, Math.max(1, cells)) : cells;
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}
