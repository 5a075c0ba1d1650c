import { adoptionOf, fullSizeOf, nothingToTurnBack } from './adoption.ts';
import type { App, AppDefinition } from './app.ts';
import { absoluteId } from './apps-of-service.ts';
import type { BackendSlot } from './backend-slot.ts';
import { findSides, type FoundApp } from './find-sides.ts';
import { isServiceable } from './health-verdict.ts';
import { releaseLabel } from './labels.ts';
import type { Found, FoundBlue } from './plan-from-spec.ts';
import { previousVersion } from './previous-version.ts';
import type { Problem } from './problem.ts';
import type { CheckedSpec } from './spec.ts';

/** An app of the service, its definition, and the slot that its servers are in. */
export interface SeenApp extends FoundApp {
  readonly definition: AppDefinition;
  readonly slot?: BackendSlot;
  /** Its tasks that users get to. */
  readonly withUsers: readonly string[];
}

export type FoundByLook =
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | { readonly kind: 'not-yet'; readonly because: string };

/** Who of the apps of a service serves, and what is to become of a second version. */
export function foundByLook(apps: readonly SeenApp[], spec: CheckedSpec, release: string): FoundByLook {
  const sides = findSides(apps, spec);
  if (sides.kind === 'problem') return { kind: 'refused', problems: [sides.problem] };
  if (sides.kind !== 'both' && spec.adopt === 'back') {
    const alone = sides.kind === 'alone' ? sides.blue.app : undefined;
    return { kind: 'refused', problems: [nothingToTurnBack(alone)] };
  }
  if (sides.kind === 'none') return { kind: 'found', found: { release } };
  const { app } = sides.blue;
  if (app.deployments.length > 0)
    return { kind: 'not-yet', because: `deployment ${app.deployments.join(', ')} of ${app.id} to end` };
  if (sides.kind === 'alone') return { kind: 'found', found: { release, ...alone(spec, sides.blue) } };
  const adoption = adoptionOf(sides, spec);
  if (adoption.kind === 'problem') return { kind: 'refused', problems: [adoption.problem] };
  const { green } = sides;
  const serving = green.withUsers.length > 0 && { serving: green.withUsers };
  const adopted = { ...adoption.adopted, ...serving };
  const place = { appId: green.app.id, slot: green.slot, adopted };
  const blue = asFound(spec, sides.blue, fullSizeOf(app, green.app, spec));
  return { kind: 'found', found: { release, ...blue, green: place } };
}

type Serves = Required<Pick<Found, 'blue' | 'previous'>>;

/** Only of one that has all users its healthy tasks say how many it needs for them. */
function alone(spec: CheckedSpec, seen: SeenApp): Serves {
  const { blue, previous } = asFound(spec, seen, seen.app.instances);
  return { blue: { ...blue, healthyAtStart: healthyTasks(seen.app) }, previous };
}

/** What serves, and how it can be released again. */
function asFound(spec: CheckedSpec, { app, definition, slot }: SeenApp, instances: number): Serves {
  const release = app.labels[releaseLabel];
  const blue: FoundBlue = {
    appId: app.id,
    instances,
    slot,
    ...(release !== undefined && { release }),
  };
  return { blue, previous: previousVersion(definition, absoluteId(spec.app.id), instances) };
}

function healthyTasks(app: App): number {
  return app.tasks.filter((task) => isServiceable(task, app)).length;
}
