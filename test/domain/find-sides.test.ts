import { describe, expect, it } from 'vitest';
import { findSides, type FoundApp } from '../../src/domain/find-sides.ts';
import { anApp, aTask } from '../support/apps.ts';

interface Seen {
  readonly labels?: Readonly<Record<string, string>>;
  readonly instances?: number;
  readonly isOfSpec?: boolean;
  readonly isInPool?: boolean;
}

function seen(
  id: string,
  { labels = {}, instances = 2, isOfSpec = false, isInPool = true }: Seen = {},
): FoundApp {
  const tasks = Array.from({ length: instances }, (_, index) => aTask(`t${index}`, { appId: id }));
  return { app: anApp(tasks, { id, labels }), isOfSpec, isInPool };
}

/** As a release `of` leaves it that replaces the app `id` of another. */
const replacing = (of: string, id: string, other?: string) => ({
  PACER_RELEASE: of,
  PACER_REPLACES: id,
  ...(other !== undefined && { PACER_REPLACES_RELEASE: other }),
});

const both = (blue: string, green: string) => ({ kind: 'both', blue, green });

const table: readonly (readonly [string, readonly FoundApp[], Readonly<Record<string, string>>, unknown])[] =
  [
    ['nothing is there', [], {}, { kind: 'none' }],
    ['one app is alone', [seen('/shop-a')], {}, { kind: 'alone', blue: '/shop-a' }],
    ['one without tasks is alone', [seen('/shop', { instances: 0 })], {}, { kind: 'alone', blue: '/shop' }],
    [
      'the spec names blue, whatever else speaks against it',
      [
        seen('/shop-a', { labels: { PACER_RELEASE: 'r1' } }),
        seen('/shop-b', { labels: replacing('r2', '/shop-a', 'r1'), isOfSpec: true }),
      ],
      { blue: 'shop-b' },
      both('/shop-b', '/shop-a'),
    ],
    [
      "green's label names the other",
      [
        seen('/shop-a', { labels: replacing('r2', '/shop-b', 'r1') }),
        seen('/shop-b', { labels: { PACER_RELEASE: 'r1' } }),
      ],
      {},
      both('/shop-b', '/shop-a'),
    ],
    [
      "green's label names one that somebody else created",
      [seen('/shop'), seen('/shop-b', { labels: replacing('r1', '/shop') })],
      {},
      both('/shop', '/shop-b'),
    ],
    [
      'each has replaced the other once: the later one is green',
      [
        seen('/shop-a', { labels: replacing('r3', '/shop-b', 'r2') }),
        seen('/shop-b', { labels: replacing('r2', '/shop-a', 'r1') }),
      ],
      {},
      both('/shop-b', '/shop-a'),
    ],
    [
      'the label overrules the version of the spec: a release of what served before',
      [
        seen('/shop-a', { labels: { PACER_RELEASE: 'r1' }, isOfSpec: true }),
        seen('/shop-b', { labels: replacing('r2', '/shop-a', 'r1') }),
      ],
      {},
      both('/shop-a', '/shop-b'),
    ],
    [
      'the version of the spec is green',
      [seen('/shop', {}), seen('/shop-v2', { isOfSpec: true })],
      {},
      both('/shop', '/shop-v2'),
    ],
    [
      'one has all the tasks, and serves, although it is the version of the spec',
      [seen('/shop-a', { instances: 0, isInPool: false }), seen('/shop-b', { instances: 4, isOfSpec: true })],
      {},
      both('/shop-b', '/shop-a'),
    ],
    [
      'one has all the users, and serves, although it is the version of the spec',
      [seen('/shop-a', { isOfSpec: true }), seen('/shop-b', { isInPool: false })],
      {},
      both('/shop-a', '/shop-b'),
    ],
    [
      'a canary of the version that serves, beside an app without a task',
      [seen('/shop-a', { isOfSpec: true }), seen('/shop-b', { instances: 0, isInPool: false })],
      { procedure: 'canary' },
      both('/shop-a', '/shop-b'),
    ],
    [
      'a canary of a version that may be the one that serves',
      [seen('/shop-a'), seen('/shop-b', { isOfSpec: true })],
      { procedure: 'canary' },
      { kind: 'problem', field: 'stable' },
    ],
    [
      'one has no task: the other serves',
      [seen('/shop-a', { instances: 0 }), seen('/shop-b', { instances: 4 })],
      {},
      both('/shop-b', '/shop-a'),
    ],
    [
      'both are of the spec, and one has no task',
      [seen('/shop-a', { isOfSpec: true }), seen('/shop-b', { instances: 0, isOfSpec: true })],
      {},
      both('/shop-a', '/shop-b'),
    ],
    [
      'no user gets to one of them',
      [seen('/shop-a', { isInPool: false }), seen('/shop-b')],
      {},
      both('/shop-b', '/shop-a'),
    ],
    [
      'no user gets to either',
      [seen('/shop-a', { isInPool: false }), seen('/shop-b', { isInPool: false })],
      {},
      { kind: 'problem', field: 'blue' },
    ],
    ['nothing tells them apart', [seen('/shop-a'), seen('/shop-b')], {}, { kind: 'problem', field: 'blue' }],
    [
      'nothing tells two of the spec apart',
      [seen('/shop-a', { isOfSpec: true }), seen('/shop-b', { isOfSpec: true })],
      {},
      { kind: 'problem', field: 'blue' },
    ],
    [
      'there are three, even though blue is named',
      [seen('/shop'), seen('/shop-a'), seen('/shop-b')],
      { blue: '/shop' },
      { kind: 'problem', field: 'blue' },
    ],
    [
      'the one that is named is not there',
      [seen('/shop')],
      { blue: '/web' },
      { kind: 'problem', field: 'blue' },
    ],
    [
      'a canary asks for stable',
      [seen('/shop-a'), seen('/shop-b')],
      { procedure: 'canary' },
      { kind: 'problem', field: 'stable' },
    ],
    [
      'a canary names stable',
      [seen('/shop-a'), seen('/shop-b')],
      { procedure: 'canary', stable: '/shop-b' },
      both('/shop-b', '/shop-a'),
    ],
  ];

describe('who serves and who was to replace it', () => {
  it.each(table)('%s', (_, found, spec, expected) => {
    const sides = findSides(found, spec);
    const shown = Object.entries(sides).map(([name, it]: [string, FoundApp | string | { field: string }]) =>
      typeof it === 'string' ? [name, it] : 'app' in it ? [name, it.app.id] : ['field', it.field],
    );
    expect(Object.fromEntries(shown)).toEqual(expected);
  });

  it('names all of them, with what to do', () => {
    expect(findSides([seen('/shop-a'), seen('/shop-b')], {})).toMatchObject({
      problem: {
        remedy:
          'must be given, since more than one app belongs to the service and nothing tells which one replaces the other: /shop-a (2 instances) and /shop-b (2 instances). Name the one that serves; the other is then the new version',
      },
    });
    expect(findSides([seen('/shop'), seen('/shop-a'), seen('/shop-b')], {})).toMatchObject({
      problem: {
        remedy: expect.stringContaining('more than two apps belong to the service: /shop (2') as string,
      },
    });
  });
});
