import type { Cause } from '../src/domain/outcome.ts';
import type { Release } from './release.ts';
import { watchedUntil } from './watching.ts';

/**
 * Stops where checks cannot decide, until a person does: measure anew, or take it as passed. `meanwhile` watches what has
 * users and throws when it goes bad; without it their health is watched.
 */
export async function askAboutVerdict(
  release: Release,
  cause: Cause,
  meanwhile?: () => Promise<unknown>,
): Promise<'resume' | 'promote'> {
  const { journal, operator } = release;
  const before = journal.state;
  journal.enter('inconclusive', cause.message);
  journal.waitFor({ reason: 'resume, promote or abort', owner: 'operator', since: new Date().toISOString() });
  let decision;
  try {
    decision = await watchedUntil(release, () => operator.decision(), meanwhile);
  } catch (failure) {
    journal.back('inconclusive', before);
    throw failure;
  } finally {
    journal.waitFor(undefined);
  }
  journal.enter(before, decision === 'promote' ? 'taken as passed by an operator' : 'measuring anew');
  // An abort cancels what waits here; where it does not, the checks are asked again.
  return decision === 'promote' ? 'promote' : 'resume';
}

/** Returns at once unless a background analysis could not decide. */
export async function unlessOpen(release: Release): Promise<void> {
  const { verdict } = release;
  if (verdict.cause === undefined) return;
  verdict.answer(await askAboutVerdict(release, verdict.cause));
}
