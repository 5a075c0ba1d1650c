import type { CanaryScale, CanaryStep } from './canary.ts';
import { durationText } from './duration-text.ts';

/** A step of a canary's spec in one line, in the words of the spec. */
export function titleOfCanaryStep(step: CanaryStep): string {
  switch (step.kind) {
    case 'set-weight':
      return `setWeight ${percentText(step.weight)}`;
    case 'pause':
      return step.durationMs === undefined ? 'pause until promote' : `pause ${durationText(step.durationMs)}`;
    case 'set-canary-scale':
      return `setCanaryScale ${scaleText(step.scale)}`;
    case 'set-header-route':
      return step.match.length === 0
        ? `setHeaderRoute ${step.name}: close`
        : `setHeaderRoute ${step.name}: ${step.match.map(({ by, name, value }) => `${by} ${name}${value === undefined ? '' : `=${value}`}`).join(' or ')}`;
    case 'analysis':
      return `analysis ${step.checks.join(', ')}${step.durationMs === undefined ? '' : ` for ${durationText(step.durationMs)}`}`;
  }
}

/** A weight in ten-thousandths as percent: `0.25 %`. */
export function percentText(weight: number): string {
  return `${String(weight / 100)} %`;
}

function scaleText(scale: CanaryScale): string {
  switch (scale.kind) {
    case 'instances':
      return `${String(scale.instances)} instances`;
    case 'percent':
      return `${String(scale.percent)} %`;
    case 'match-traffic-weight':
      return 'matchTrafficWeight';
  }
}
