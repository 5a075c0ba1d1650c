import { gatesAt, type GatePlace, type GatePoint } from '../gates.ts';
import type { ReleasePlan } from '../plan.ts';
import type { PreviewStep } from './preview.ts';

/** Tasks of both versions that run at one moment. */
export interface Sizes {
  readonly green: number;
  readonly blue: number;
}

type Named = Pick<PreviewStep, 'title' | 'batch' | 'canaryStep'> & { readonly gates?: readonly string[] };

/** Notes step after step, each with what it makes of the sizes. Green grows before blue shrinks. */
export function aWalk(from: Sizes) {
  let now = from;
  const steps: PreviewStep[] = [];
  return {
    steps: steps as readonly PreviewStep[],
    now: () => now,
    take({ gates = [], ...step }: Named, to: Partial<Sizes> = {}): void {
      const then = { ...now, ...to };
      steps.push({
        ...step,
        arriving: Math.max(0, then.green - now.green) + Math.max(0, then.blue - now.blue),
        leaving: Math.max(0, now.green - then.green) + Math.max(0, now.blue - then.blue),
        ...then,
        atOnce: Math.max(now.green, then.green) + Math.max(now.blue, then.blue),
        gates,
      });
      now = then;
    },
  };
}

/** Names of the gates of a place. */
export function gateNames(
  { gates = [] }: ReleasePlan,
  when: GatePlace['when'],
  point: GatePoint,
  number?: number,
): readonly string[] {
  return gatesAt(gates, when, point, number).map(({ name }) => name);
}
