import { randomOf } from '../../support/random.ts';
import type { Moment } from '../schedule.ts';

export type Fault = Moment & { readonly atMs: number };

/** In this order, one in each part of the bake. */
const KINDS = [
  'crash',
  'restart-haproxy',
  'kill-worker',
  'crash',
  'evict',
  'restart-haproxy',
  'sicken',
  'kill-worker',
  'crash',
  'restart-haproxy',
  'kill-worker',
  'down',
] as const;

const DOWN_MS = [2_000, 8_000, 30_000] as const;
const HOUR_MS = 3_600_000;

/** What happens in a bake of so long, at times from its begin: servers that restart, workers that die, a person. */
export function faultsOfBake(bakeMs: number, seed: number): readonly Fault[] {
  const random = randomOf(seed);
  const partMs = bakeMs / KINDS.length;
  const faults = KINDS.map((kind, index): Fault => {
    const atMs = Math.round(partMs * (index + 0.1 + 0.8 * random()));
    return { atMs, ...faultOf(kind, index, random) };
  });
  const pauseMs = Math.min(HOUR_MS, bakeMs / 2);
  const by = (reason: string) => ({ by: 'ann', reason });
  const said: Fault[] = [
    { atMs: pauseMs, kind: 'signal', name: 'pause', input: by('a look by hand') },
    { atMs: pauseMs + bakeMs / 50, kind: 'signal', name: 'resume', input: by('all is well') },
  ];
  return [...faults, ...said].toSorted((x, y) => x.atMs - y.atMs);
}

function faultOf(kind: (typeof KINDS)[number], index: number, random: () => number): Moment {
  const task = Math.floor(random() * 3);
  switch (kind) {
    case 'crash':
      return { kind, side: 'green', task };
    case 'sicken':
      return { kind, side: 'green', task, ms: 1_500 };
    case 'restart-haproxy':
      return { kind, instance: index % 2 };
    case 'kill-worker':
      return { kind, downMs: DOWN_MS[index % DOWN_MS.length] ?? 2_000 };
    case 'down':
      return { kind, system: 'marathon', ms: 45_000 };
    case 'evict':
      return { kind };
  }
}
