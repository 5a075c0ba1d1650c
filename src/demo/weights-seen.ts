import type { LiveStatus } from '../cli/live-status.ts';

/** The weight that a release said its canary has, in ten-thousandths, and when (ms since 1970). */
export interface WeightSeen {
  readonly atMs: number;
  readonly weight: number;
}

export interface WeightsSeen {
  readonly see: (status: LiveStatus) => void;
  readonly all: () => readonly WeightSeen[];
}

export function weightsSeen(): WeightsSeen {
  const seen: WeightSeen[] = [];
  return {
    see: ({ weight }) => {
      if (weight !== undefined) seen.push({ atMs: Date.now(), weight });
    },
    all: () => seen,
  };
}
