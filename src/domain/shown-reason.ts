import { withoutSecrets } from './secrets-in-text.ts';

/** Taken to pieces, endless text would take long. */
const MOST_READ = 20_000;
/** Of more a person reads nothing; it goes into heartbeats and histories. */
const LONGEST = 1_000;

/**
 * What an app, an executor or a health check gives as a reason, as it may be shown. A container that did not start has its
 * whole command there, with `env`.
 */
export function shownReason(text: string): string {
  const { kept } = withoutSecrets(text.slice(0, MOST_READ));
  return kept.length > LONGEST ? `${kept.slice(0, LONGEST)}...` : kept;
}
