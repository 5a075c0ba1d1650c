import { expect, it } from 'vitest';
import { shownReason } from '../../src/domain/shown-reason.ts';

it.each([
  ['Command exited with status 1', 'Command exited with status 1'],
  [
    "Failed to run 'docker run -e DB_PASSWORD=hunter2 -e MODE=live registry/shop': exited with status 125",
    "Failed to run 'docker run -e DB_PASSWORD=SECRET_LEFT_OUT -e MODE=live registry/shop': exited with status 125",
  ],
  [
    'Failed to fetch https://ci:hunter2@files/shop.tgz',
    'Failed to fetch https://SECRET_LEFT_OUT@files/shop.tgz',
  ],
])('%j is shown without secrets', (text, shown) => {
  expect(shownReason(text)).toBe(shown);
});

it('a reason without end is shown as far as anybody reads', () => {
  expect(shownReason('x'.repeat(5_000_000))).toBe(`${'x'.repeat(1_000)}...`);
});
