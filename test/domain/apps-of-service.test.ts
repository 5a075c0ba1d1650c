import { describe, expect, it } from 'vitest';
import { belongsTo } from '../../src/domain/apps-of-service.ts';
import { anApp } from '../support/apps.ts';

const spec = { service: 'shop', app: { id: '/shop' } };

describe('an app of the service', () => {
  it.each([
    ['has its base id', '/shop', {}, false, 'yes'],
    ['has the id of a slot', '/shop-b', {}, false, 'yes'],
    ['has its label, whatever its id', '/web', { PACER_SERVICE: 'shop' }, false, 'yes'],
    ['has tasks in its pool', '/web', {}, true, 'yes'],
    ['may have an id that begins like it', '/shop-v2', {}, false, 'if-of-spec'],
    ['has no id within it', '/shop/a', {}, false, 'no'],
    ['has no id that only looks like it', '/shopping', {}, false, 'no'],
    ['has no label of another service', '/shop-a', { PACER_SERVICE: 'shop-a' }, true, 'no'],
  ] as const)('%s', (_, id, labels, hasTasksInPool, expected) => {
    expect(belongsTo(anApp([], { id, labels }), spec, hasTasksInPool)).toBe(expected);
  });

  it('is the one that the spec names, with or without its slash', () => {
    const legacy = anApp([], { id: '/legacy', labels: { PACER_SERVICE: 'other' } });
    expect(belongsTo(legacy, { ...spec, named: 'legacy' }, false)).toBe('yes');
  });
});
