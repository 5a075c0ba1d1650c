import { FULL_WEIGHT, type CanaryScale } from './canary.ts';

/**
 * Tasks that the canary must have before it gets this weight: what its share of all requests needs, or what the spec
 * asks for where that is more. At least one, since a route may lead to it at weight 0, too.
 */
export function tasksOfCanary(weight: number, instancesAtEnd: number, scale: CanaryScale): number {
  const needed = Math.max(1, Math.ceil((instancesAtEnd * weight) / FULL_WEIGHT));
  switch (scale.kind) {
    case 'match-traffic-weight':
      return needed;
    case 'instances':
      return Math.max(needed, scale.instances);
    case 'percent':
      return Math.max(needed, Math.ceil((instancesAtEnd * scale.percent) / 100));
  }
}
