import { describe, expect, it } from 'vitest';
import type { PreviousVersion } from '../../src/domain/plan.ts';
import { checkCanarySpec, checkSpec } from '../../src/domain/spec-errors.ts';
import type { CheckedSpec } from '../../src/domain/spec.ts';
import { undoSpec } from '../../src/domain/undo-spec.ts';
import { aCanary, aSpec } from '../support/specs.ts';

const previous: PreviousVersion = {
  definition: {
    id: '/shop',
    cmd: 'old',
    env: { APP_VERSION: 'v1' },
    healthChecks: [{ protocol: 'HTTP', path: '/health' }],
  },
  instances: 3,
};

function checked(input: unknown, check: typeof checkSpec | typeof checkCanarySpec = checkSpec): CheckedSpec {
  const found = check(input);
  if (found.kind === 'invalid') throw new Error(JSON.stringify(found.problems));
  return found.spec;
}

const last = checked({
  ...aSpec('shop', { version: 'v2', instances: 5 }),
  batches: { size: 2 },
  capacity: { extraTasks: 5 },
  approval: 'before-removal',
  gates: [{ before: 'retire-blue' }],
  until: 'batch 1',
  bake: { duration: '3m', blue: 'warm', checks: [{ name: 'errors', query: 'up', max: 1 }] },
  notifications: ['team'],
  hooks: [{ at: 'pre-traffic', to: 'team' }],
  whenBusy: 'replace',
  onFailure: 'pause',
  deadlines: { release: '1h' },
});

describe('the spec that undoes a release', () => {
  it('is the version before, with its tasks', () => {
    expect(undoSpec(last, previous)).toMatchObject({
      kind: 'spec',
      spec: { procedure: 'blue-green', target: 'local', service: 'shop', app: { cmd: 'old', instances: 3 } },
    });
  });

  it.each([
    ['more than before', 5, undefined],
    ['as many as before', 3, undefined],
    ['fewer than before', 2, 3],
  ])('of a release that ended with %s never halves what serves', (_, served, instances) => {
    const undo = undoSpec(last, previous, served);
    if (undo.kind !== 'spec') throw new Error(undo.kind);
    expect(undo.spec.app.instances).toBe(instances);
  });

  it('has the health, drain, pending work, bake, room and notifications of the release', () => {
    const { health, drain, pending, portIndex, notifications } = last;
    expect(undoSpec(last, previous)).toMatchObject({
      spec: {
        health,
        drain,
        pending,
        portIndex,
        notifications,
        batches: { size: 2 },
        capacity: { extraTasks: 5 },
        bake: { duration: '3m', checks: [] },
      },
    });
  });

  it('has nothing that stops, judges or delays it', () => {
    const undo = undoSpec(last, previous);
    if (undo.kind !== 'spec') throw new Error(undo.kind);
    expect(undo.spec.approval).toBe('none');
    expect(undo.spec.bake.blue).toBeUndefined();
    for (const field of ['gates', 'until', 'hooks', 'whenBusy', 'onFailure', 'deadlines', 'adopt'])
      expect(undo.spec).not.toHaveProperty(field);
  });

  it('of a canary is a blue-green one in batches by default', () => {
    const canary = checked(
      aCanary('shop', { version: 'v2' }, { weights: [50, 100], pause: '1s' }),
      checkCanarySpec,
    );
    expect(undoSpec(canary, previous)).toMatchObject({
      kind: 'spec',
      spec: { procedure: 'blue-green', app: { cmd: 'old' }, batches: {}, bake: { duration: '1s' } },
    });
  });

  it('undone again is that of the release', () => {
    const undo = undoSpec(last, previous);
    if (undo.kind !== 'spec') throw new Error(undo.kind);
    const again = undoSpec(undo.spec, { definition: last.app, instances: 5 });
    expect(again).toMatchObject({ kind: 'spec', spec: { app: last.app, drain: last.drain } });
  });

  it.each<[string, PreviousVersion, object]>([
    [
      'left out what it would have to have',
      { ...previous, leftOut: ['env.DB_PASSWORD'] },
      { kind: 'left-out', fields: ['env.DB_PASSWORD'] },
    ],
    [
      'has no health checks, which the release needs',
      { ...previous, definition: { id: '/shop', cmd: 'old' } },
      { kind: 'invalid', problems: [{ field: 'app.healthChecks' }] },
    ],
    ['kept nothing of what is missing', { ...previous, leftOut: [] }, { kind: 'spec' }],
  ])('is there only where the version before %s', (_, version, expected) => {
    expect(undoSpec(last, version)).toMatchObject(expected);
  });
});
