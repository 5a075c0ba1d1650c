import type { HookPlace } from '../src/domain/notifications.ts';
import { askHooks } from './ask-hooks.ts';
import { gatesOf } from './gate.ts';
import type { Release } from './release.ts';

const POINTS = { 'pre-traffic': 'traffic', 'pre-retire': 'retire' } as const;

/** Before green's first users, and before the first task of blue leaves: people are asked, then hooks; once in a release. */
export async function askFirst(release: Release, place: HookPlace): Promise<void> {
  if (release.telling.passed.has(place)) return;
  await gatesOf(release, 'before', POINTS[place]);
  await askHooks(release, place);
}
