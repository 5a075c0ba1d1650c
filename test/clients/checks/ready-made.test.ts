import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryAnswer } from '../../../src/clients/prometheus.ts';
import type { CheckInSpec } from '../../../src/domain/canary-spec-checks.ts';
import { formsOf } from '../../../src/domain/checks/forms.ts';
import { fill, type Places } from '../../../src/domain/checks/placeholders.ts';
import { toCheck } from '../../../src/domain/checks/to-check.ts';
import { checkCanarySpec } from '../../../src/domain/spec-errors.ts';
import { aSpec } from '../../domain/spec-input.ts';
import { eventually } from '../../support/eventually.ts';
import { CLUSTER, startCheckedWorld, type CheckedWorld, type Kind } from './checked-world.ts';

type Source = 'app' | 'haproxy';
type ReadyMade = NonNullable<CheckInSpec['check']>;

function parsed(check: ReadyMade, source: Source, labels = {}) {
  const checks = [{ check, source, failWhen: '> 0', vs: 'stable', window: '1m' }];
  const spec = checkCanarySpec(aSpec({ weights: [5], checks, metrics: { labels } }));
  if (spec.kind === 'invalid') throw new Error(JSON.stringify(spec.problems));
  return spec.spec;
}

function placesOf(kind: Kind, slot: 'a' | 'b'): Partial<Places> {
  return { app: `/${kind}-${slot}`, slot, backend: `${kind}_${slot}` };
}

describe.each(['2.6', '2.8'] as const)('a ready-made check, with HAProxy %s', (version) => {
  let world: CheckedWorld;
  beforeAll(async () => {
    world = await startCheckedWorld(version);
    // The first scrapes find nothing counted, as they do when a release begins.
    await eventually(async () => {
      expect(await measure('unhealthy-tasks', 'app', 'idle')).toEqual({ canary: 0, stable: 0 });
      expect(await measure('unhealthy-tasks', 'haproxy', 'idle')).toEqual({ canary: 0, stable: 0 });
    }, 20_000);
    await Promise.all([world.load('errors', 400), world.load('slow', 300)]);
  });
  afterAll(() => world.end());

  async function measure(check: ReadyMade, source: Source, kind: Kind, labels = {}) {
    const spec = parsed(check, source, labels);
    const places = { canary: placesOf(kind, 'b'), stable: placesOf(kind, 'a') };
    const form = formsOf(spec.checks[0]!, spec.metrics)[0]!;
    const { query, versus } = toCheck(spec.checks[0]!, form, places, false);
    const ask = async (text: string) => numberOf(await world.prometheus.query(text));
    return { canary: await ask(query), stable: await ask(versus!.query) };
  }

  const numberOf = (answer: QueryAnswer) => (answer.kind === 'value' ? answer.value : 'no data');

  it.each(['app', 'haproxy'] as const)(
    'by %s: success-rate is 1 without any 5xx, and the share else',
    async (source) => {
      await eventually(async () => {
        const { canary, stable } = await measure('success-rate', source, 'errors');
        expect(stable).toBe(1);
        expect(canary).toBeGreaterThan(0.5);
        expect(canary).toBeLessThan(0.9);
      });
    },
  );

  it('by app: latency is the quantile, to the width of its bucket', async () => {
    await eventually(async () => {
      const { canary, stable } = await measure('latency', 'app', 'slow');
      expect(canary).toBeGreaterThan(0.25);
      expect(canary).toBeLessThan(1);
      expect(stable).toBeLessThan(0.25);
    });
  });

  it('by haproxy: latency is the mean, also of a server that has seen few requests', async () => {
    await eventually(async () => {
      const { canary, stable } = await measure('latency', 'haproxy', 'slow');
      expect(canary).toBeGreaterThan(0.29);
      expect(canary).toBeLessThan(0.8);
      expect(stable).toBeLessThan(0.2);
    });
  });

  it.each([
    ['success-rate', 'app'],
    ['success-rate', 'haproxy'],
    ['latency', 'app'],
    ['latency', 'haproxy'],
  ] as const)('%s by %s has no data of a version without requests', async (check, source) => {
    expect((await measure(check, source, 'idle')).canary).toBe('no data');
  });

  it.each(['app', 'haproxy'] as const)(
    'by %s: its probe finds stable, and not an app that there is not',
    async (source) => {
      for (const check of ['success-rate', 'latency', 'restarts', 'unhealthy-tasks'] as const) {
        const spec = parsed(check, source);
        const probe = formsOf(spec.checks[0]!, spec.metrics)[0]!.probe;
        const ask = (places: Partial<Places>) =>
          world.prometheus.query(fill(probe, { ...places, window: '1m' }));
        expect((await ask(placesOf('errors', 'a'))).kind).toBe('value');
        expect((await ask({ app: '/nobody', backend: 'nobody_a' })).kind).toBe('no-data');
      }
    },
  );

  it.each([
    ['requests_total{app="/slow-a"}', 'app'],
    ['haproxy_backend_http_responses_total{proxy="slow_a"}', 'haproxy'],
  ])('counts the requests of %s within the window', async (_, source) => {
    const spec = parsed('success-rate', source as Source);
    const { requests } = formsOf(spec.checks[0]!, spec.metrics)[0]!;
    const query = fill(requests!, { ...placesOf('slow', 'a'), window: '2m' });
    await eventually(async () => {
      const answer = await world.prometheus.query(query);
      expect(answer).toMatchObject({ kind: 'value' });
      expect(numberOf(answer)).toBeGreaterThan(90);
    });
  });

  it.each([
    ['success-rate', 'app'],
    ['latency', 'app'],
    ['unhealthy-tasks', 'app'],
    ['success-rate', 'haproxy'],
    ['latency', 'haproxy'],
    ['restarts', 'haproxy'],
  ] as const)('%s by %s sees only series with the labels of the spec', async (check, source) => {
    expect(await measure(check, source, 'slow', { cluster: 'w"est' })).toMatchObject({ stable: 'no data' });
    await eventually(async () => {
      const { canary, stable } = await measure(check, source, 'slow', { cluster: CLUSTER });
      expect([canary, stable]).not.toContain('no data');
    });
  });

  it('unhealthy-tasks by app does not count a task that does not listen yet', async () => {
    await eventually(async () => {
      expect(numberOf(await world.prometheus.query('count(up{app="/slow-b"} == 0)'))).toBe(1);
    });
    expect((await measure('unhealthy-tasks', 'app', 'slow')).canary).toBe(0);
  });

  it('restarts counts a task that is gone, and unhealthy-tasks one that does not answer', async () => {
    expect(await measure('restarts', 'app', 'idle')).toEqual({ canary: 0, stable: 0 });
    expect(await measure('restarts', 'haproxy', 'idle')).toEqual({ canary: 0, stable: 0 });
    await world.stopIdleCanary();
    await eventually(async () => {
      expect((await measure('unhealthy-tasks', 'app', 'idle')).canary).toBe(1);
    });
    await world.loseIdleCanary();
    await eventually(async () => {
      expect((await measure('restarts', 'haproxy', 'idle')).canary).toBe(1);
    });
    // Until its target is gone it is one that cannot be scraped.
    await eventually(async () => {
      expect((await measure('restarts', 'app', 'idle')).canary).toBe(1);
      expect((await measure('unhealthy-tasks', 'app', 'idle')).canary).toBe('no data');
    }, 20_000);
    expect((await measure('restarts', 'app', 'errors')).canary).toBe(0);
  });
});
