import type { CheckedSpec } from '../../domain/spec.ts';
import { expandBlueGreen } from './expand-blue-green.ts';
import { expandCanary } from './expand-canary.ts';
import type { Expansion } from './expansion.ts';

/** What a spec of either procedure comes to. */
export function expand(spec: CheckedSpec): Expansion {
  return spec.procedure === 'canary' ? expandCanary(spec) : expandBlueGreen(spec);
}
