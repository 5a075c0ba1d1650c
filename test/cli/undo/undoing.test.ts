import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/domain/outcome.ts';
import type { Ending } from '../../../src/cli/temporal/ending.ts';
import { undoLines } from '../../../src/cli/undo/undo-lines.ts';
import { undoingOf } from '../../../src/cli/undo/undoing.ts';
import { aSpec } from '../../support/specs.ts';
import { at } from '../support/statuses.ts';

const input = aSpec('shop', { version: 'v2', instances: 5 });
const before = aSpec('shop', { version: 'v1' }).app;
const first: Outcome = {
  kind: 'released',
  service: 'shop',
  target: 'local',
  release: 'pacer/release/local/shop/20261124T100000Z-ab12/01a20e8c',
  summary: '/shop-b serves shop with 5 tasks instead of /shop-a',
  serving: { appId: '/shop-b', instances: 5 },
  exposureMs: 0,
  startedAt: at(0),
  endedAt: at(41),
  durationMs: 41_000,
  steps: [],
};
const withoutPrevious: Outcome = { ...first, removed: '/shop-a' };
const released: Outcome = { ...withoutPrevious, previous: { definition: before, instances: 3 } };

const ended = (outcome: Outcome): Ending => ({ kind: 'outcome', outcome });
const undoing = (ending: Ending, started: unknown = input) =>
  undoingOf({ procedure: 'blue-green', input: started, ending });

describe('undoing a release that has ended', () => {
  it('is a release of the version before', () => {
    const serving = { appId: '/shop-b', instances: 2 };
    expect(undoing(ended({ ...released, serving }))).toMatchObject({
      kind: 'release',
      spec: { app: { env: { APP_VERSION: 'v1' }, instances: 3 } },
    });
  });

  it.each<[string, Ending, string, string]>([
    [
      'rolled back',
      ended({ ...released, kind: 'rolled-back' }),
      'rolled back and has been undone',
      'history',
    ],
    ['aborted', ended({ ...released, kind: 'aborted' }), 'was aborted and has been undone', '--workflow-id'],
    ['failed', ended({ ...released, kind: 'failed', nextStep: 'Look at it.' }), 'it failed', 'Look at it.'],
    ['the first one', ended(first), 'the first release of "shop"', 'release FILE'],
    ['of an earlier Pacer', ended(withoutPrevious), 'did not keep the definition of /shop-a', 'release FILE'],
    [
      'of a version with secrets',
      ended({ ...released, previous: { definition: before, instances: 3, leftOut: ['env.DB_PASSWORD'] } }),
      'not kept: env.DB_PASSWORD',
      'have to be given again',
    ],
    [
      'of a version that no spec takes',
      ended({ ...released, previous: { definition: { id: '/shop' }, instances: 3 } }),
      'cannot be released as it was',
      'app.healthChecks',
    ],
    ['refused', { kind: 'refused', by: 'lock', message: 'busy' }, 'has changed nothing', 'history'],
    ['cancelled', { kind: 'cancelled' }, 'has changed nothing', 'history'],
    ['cut off', { kind: 'cut-off', message: 'terminated' }, 'cut off half-way', '--back'],
  ])('says why there is nothing to undo where it was %s, and what to do', (_, ending, why, next) => {
    const { kind, ...nothing } = undoing(ending);
    expect(kind).toBe('nothing');
    expect(nothing).toMatchObject({ why: expect.stringContaining(why) as string });
    expect(JSON.stringify(nothing)).toContain(next);
  });

  it('is refused where the spec it was started with is none any more', () => {
    const nothing = undoing(ended(released), { ...input, drain: { timeout: 5 } });
    expect(JSON.stringify(nothing)).toContain('drain.timeout');
  });
});

it('what an undo will do is shown: what serves now, what comes back, and how', () => {
  const found = undoing(ended(released));
  if (found.kind === 'nothing') throw new Error(found.why);
  expect(undoLines(found.spec, found.undone, { id: '/shop', version: 'v2' }, undefined)).toEqual([
    'undo of the last change of "shop" on target "local"',
    '  undoes      pacer/release/local/shop/20261124T100000Z-ab12/01a20e8c, which ended 2026-11-24 10:00:41Z',
    '  serves now  /shop-b, version v2, 5 tasks',
    '  comes back  /shop, version v1, with as many tasks as serve then',
    '  how         a new blue-green release, drain of at most 30s, bake of 1s; no gates, no checks',
  ]);
});

it('an undo of a change that is not the last one says so, and what serves now', () => {
  const found = undoing(ended(released));
  if (found.kind === 'nothing') throw new Error(found.why);
  const outcome: Outcome = { ...released, serving: { appId: '/shop-a', instances: 7 }, endedAt: at(90) };
  const later = { workflowId: 'shop-3', outcome, app: { id: '/shop', version: 'v3' } };
  const [title, , serves] = undoLines(found.spec, found.undone, { id: '/shop', version: 'v2' }, later);
  expect(title).toBe(
    'undo of a change of "shop" on target "local" that is not the last one: shop-3 came after it',
  );
  expect(serves).toBe('  serves now  /shop-a, version v3, 7 tasks');
});
