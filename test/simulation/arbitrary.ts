import fc from 'fast-check';
import { COMMANDS } from '../../src/domain/commands.ts';
import type { Moment, Schedule } from './schedule.ts';
import { ACTS } from './world/tasks.ts';

type Spec = Record<string, unknown>;

const when = fc.integer({ min: 1, max: 450 }).map((it) => it * 100);
/** Absent `nil` times as often as not. */
const maybe = <T>(arb: fc.Arbitrary<T>, nil = 3): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: nil, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: arb });
const defined = (spec: Spec): Spec =>
  Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));

const gate = (places: readonly string[], points: readonly string[]): fc.Arbitrary<Spec> =>
  fc
    .record({
      place: fc.oneof(
        fc.constantFrom(...places).map((before) => ({ before })),
        fc.constantFrom(...points).map((after) => ({ after })),
      ),
      approvals: fc.constantFrom(1, 1, 2),
      deadline: maybe(fc.constantFrom('3s', '20s'), 2),
      onDeadline: fc.constantFrom('keep-waiting', 'roll-back', 'approve'),
    })
    .map(({ place, approvals, deadline, onDeadline }) => ({
      ...place,
      approvals,
      ...(deadline === undefined ? {} : { deadline, onDeadline }),
    }));

const uniqueGates = (arb: fc.Arbitrary<Spec>): fc.Arbitrary<Spec[]> =>
  fc.uniqueArray(arb, { maxLength: 2, selector: (it) => `${String(it['before'])}${String(it['after'])}` });

const shared = fc.record({
  onFailure: maybe(fc.constantFrom('roll-back', 'pause')),
  deadlines: maybe(
    fc.constantFrom({ release: '15s' }, { progress: '4s' }, { release: '60s', progress: '8s' }),
    5,
  ),
  drain: maybe(
    fc.constantFrom(
      { timeout: '2s', onTimeout: 'pause' },
      { timeout: '2s', onTimeout: 'kill' },
      { timeout: '2s', onTimeout: 'roll-back' },
    ),
    4,
  ),
  health: maybe(fc.constantFrom({ timeout: '6s', tolerance: '2s' }), 3),
  notifications: maybe(fc.constant(['ops']), 6),
  hooks: maybe(
    fc.constantFrom([{ at: 'pre-traffic', to: 'ops' }], [{ at: 'pre-retire', to: 'ops', timeout: '5s' }]),
    6,
  ),
});

const check = fc
  .record({
    query: fc.constantFrom('up{app="{{app}}"}'),
    interval: fc.constantFrom('500ms', '1s'),
    count: maybe(fc.constantFrom(3, 5), 1),
    failureLimit: fc.constantFrom(0, 1),
  })
  .map((it) => defined({ name: 'errors', passWhen: '>= 0.9', failWhen: '< 0.5', ...it }));

const blueGreenSpec = fc
  .record({
    shared,
    batches: maybe(
      fc.constantFrom({ size: 1 }, { size: 2 }, { percent: 50 }, { percent: 100 }, { first: 1, growth: 3 }),
      2,
    ),
    capacity: maybe(fc.constantFrom({ extraTasks: 1 }, { extraTasks: 2 }), 3),
    approval: maybe(fc.constantFrom('after-first-batch', 'before-removal'), 6),
    bake: fc.constantFrom(
      { duration: '0s' },
      { duration: '2s' },
      { duration: '5s', blue: 'warm' },
      {
        duration: '3s',
        interval: '1s',
        checks: [{ name: 'errors', query: 'up', min: 0.5 }],
      },
    ),
    gates: maybe(
      uniqueGates(
        gate(
          ['launch', 'traffic', 'batches', 'promotion', 'retire-blue', 'bake', 'remove-blue'],
          ['launch', 'batch 1', 'bake'],
        ),
      ),
      2,
    ),
    until: maybe(
      fc.constantFrom<unknown>(
        'batch 1',
        { point: 'batch 1', for: '3s' },
        { point: 'bake', for: '2s', then: 'roll-back' },
      ),
      8,
    ),
  })
  .map(({ shared: rest, until, capacity, ...own }) => {
    const isWarm = 'blue' in own.bake;
    const stopsThere =
      own.approval === 'after-first-batch' || own.gates?.some((it) => it['after'] !== undefined);
    return defined({
      ...{ ...rest, ...own },
      ...(isWarm ? {} : { capacity }),
      ...(stopsThere === true ? {} : { until }),
    });
  });

const canaryStep = fc.oneof(
  fc.constantFrom(1, 10, 33, 50, 100).map((setWeight): Spec => ({ setWeight })),
  fc.constantFrom<Spec>({ pause: { duration: '1s' } }, { pause: { duration: '3s' } }, { pause: {} }),
  fc.constantFrom<Spec>(
    { setCanaryScale: { percent: 50 } },
    { setCanaryScale: { matchTrafficWeight: true } },
  ),
);

const canarySpec = fc
  .record({
    shared,
    steps: maybe(fc.array(canaryStep, { minLength: 1, maxLength: 5 }), 1),
    weights: fc.constantFrom([10, 100], [5, 50, 100], [50], [100]),
    checks: maybe(fc.array(check, { minLength: 1, maxLength: 1 }), 1),
    bake: fc.constantFrom({ duration: '0s' }, { duration: '2s' }, { duration: '4s', stable: 'warm' }),
    gates: maybe(
      uniqueGates(
        gate(
          ['launch', 'traffic', 'promotion', 'retire-stable', 'bake', 'remove-stable'],
          ['launch', 'step 1', 'bake'],
        ),
      ),
      3,
    ),
  })
  .map(({ shared: rest, steps, weights, ...own }) => {
    const kinds = steps ?? [{ setWeight: 10 }];
    const ways = kinds.some((it) => 'setWeight' in it) ? kinds : [{ setWeight: 20 }, ...kinds];
    const moves = steps === undefined ? { weights, pause: '2s' } : { steps: ways };
    return defined({ ...rest, ...own, ...moves, analysis: { patience: '3s' } });
  });

const input = fc.constantFrom<unknown>(
  ...[undefined, undefined, { by: 'ann' }, { by: 'ben', reason: 'because' }, { full: true }, { fast: true }],
  ...[null, 'a bare word', 42, { by: 7 }, ['x'], { gate: 'no such gate' }],
);

const said = (kind: 'signal' | 'update'): fc.Arbitrary<Moment> =>
  fc
    .record({ name: fc.constantFrom(...COMMANDS, ...COMMANDS, 'nonsense'), input })
    .map((it) => ({ kind, name: it.name, ...(it.input === undefined ? {} : { input: it.input }) }));

const side = fc.constantFrom('blue', 'green' as const);
const task = fc.integer({ min: 0, max: 3 });

const moment: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 6, arbitrary: said('signal') },
  { weight: 4, arbitrary: said('update') },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(1_000, 3_000, 8_000)
      .map((downMs): Moment => ({ kind: 'kill-worker', downMs })),
  },
  { weight: 3, arbitrary: fc.constant<Moment>({ kind: 'evict' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Moment>({ kind: 'cancel' }, { kind: 'terminate' }, { kind: 'unmute' }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), side, task }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('sicken' as const),
      side,
      task,
      ms: fc.constantFrom(1_500, 6_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 1 }).map((instance): Moment => ({ kind: 'restart-haproxy', instance })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('down' as const),
      system: fc.constantFrom('marathon', 'haproxy', 'prometheus' as const),
      ms: fc.constantFrom(2_000, 7_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('good', 'bad', 'nothing' as const)
      .map((says): Moment => ({ kind: 'prometheus', says })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('another' as const),
      whenBusy: fc.constantFrom('refuse', 'queue', 'latest-wins', 'replace' as const),
      sameVersion: fc.boolean(),
    }),
  },
);

/** Any schedule: what is released, how it behaves, what happens meanwhile and which requests and attempts are lost. */
export const anySchedule: fc.Arbitrary<Schedule> = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    balancers: fc.constantFrom(1, 1, 2 as const),
    blue: fc.constantFrom(3, 3, 2, 1, 4, 0),
    how: fc.oneof(
      blueGreenSpec.map((spec) => ({ procedure: 'blueGreen' as const, spec })),
      canarySpec.map((spec) => ({ procedure: 'canary' as const, spec })),
    ),
    acts: fc.oneof(
      { weight: 5, arbitrary: fc.constant('good' as const) },
      { weight: 2, arbitrary: fc.constantFrom(...ACTS) },
    ),
    instances: maybe(fc.constantFrom(1, 2, 4), 4),
    sessionMs: fc.constantFrom(200, 1_000, 4_000),
    prometheus: fc.constantFrom('good', 'good', 'good', 'bad', 'nothing' as const),
    moments: fc.array(
      fc.tuple(when, moment).map(([atMs, it]) => ({ atMs, ...it })),
      { maxLength: 6 },
    ),
    attempts: fc.uniqueArray(
      fc.record({
        nth: fc.integer({ min: 1, max: 45 }),
        fault: fc.constantFrom('lost-before', 'lost-after', 'lost-after', 'mute' as const),
      }),
      { maxLength: 3, selector: (it) => it.nth },
    ),
    calls: fc.uniqueArray(
      fc.record({
        nth: fc.integer({ min: 1, max: 900 }),
        fault: fc.constantFrom('lost', 'answer-lost', 'answer-lost', 'slow' as const),
      }),
      { maxLength: 4, selector: (it) => it.nth },
    ),
  })
  .map(({ how, acts, instances, moments, ...rest }) => ({
    ...rest,
    ...how,
    green: { acts, ...(instances === undefined ? {} : { instances }) },
    moments: moments.toSorted((x, y) => x.atMs - y.atMs),
  }));
