import { log } from '@temporalio/activity';
import type { OddApp } from '../src/clients/marathon-app-list.ts';

/** Each is read again several times a second. */
const told = new Set<string>();
const MOST_TOLD = 1_000;

/** Throws what is not understood of an app that is the service's. The others are left out, which is logged once of each. */
export function demandOthers(odd: readonly OddApp[], isOfService: (app: OddApp) => boolean): void {
  for (const app of odd) {
    if (isOfService(app)) throw app.error;
    if (told.has(app.error.message)) continue;
    if (told.size >= MOST_TOLD) told.clear();
    told.add(app.error.message);
    log.warn('an app of no concern is not understood and is left out', {
      app: app.id,
      problem: app.error.message,
    });
  }
}
