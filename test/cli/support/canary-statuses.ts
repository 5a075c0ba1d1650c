import type { CheckReport, Measurement, MeasurementPhase } from '../../../src/domain/analysis.ts';
import { titleOfCanaryStep } from '../../../src/domain/canary-title.ts';
import type { CanaryStep } from '../../../src/domain/canary.ts';
import type { StepRecord } from '../../../src/domain/outcome.ts';
import { canaryStepsAhead } from '../../../src/domain/procedure.ts';
import type { LiveStatus } from '../../../src/cli/live-status.ts';
import { at, aSide, aTaskStatus } from './statuses.ts';

const steps: readonly CanaryStep[] = [
  { kind: 'set-weight', weight: 25 },
  { kind: 'pause', durationMs: 600_000 },
  { kind: 'set-weight', weight: 500 },
  { kind: 'analysis', checks: ['latency'] },
  { kind: 'set-weight', weight: 2_500 },
  { kind: 'pause' },
  { kind: 'set-weight', weight: 10_000 },
];

/** The steps of a canary of which the first `done` are done and the next one runs. */
export function canaryStepsAfter(done: number): readonly StepRecord[] {
  return canaryStepsAhead(steps.map(titleOfCanaryStep), true).map((step, index): StepRecord => {
    const begun = { ...step, startedAt: at(index * 4) };
    if (index < done) return { ...begun, state: 'done', endedAt: at(index * 4 + 3) };
    return index === done ? { ...begun, state: 'running' } : step;
  });
}

const PHASES: Readonly<Record<string, MeasurementPhase>> = {
  '✓': 'successful',
  '✗': 'failed',
  '?': 'inconclusive',
  '∅': 'no-data',
  '!': 'error',
};

/** Measurements as the strip shows them, one a second, the last one at `lastAt`. */
export function measured(strip: string, lastAt: number, last: Partial<Measurement>): readonly Measurement[] {
  const phases = Array.from(strip, (mark) => PHASES[mark] ?? 'error');
  return phases.map((phase, index) => {
    const isLast = index === phases.length - 1;
    return { at: at(lastAt - phases.length + 1 + index), phase, ...(isLast ? last : {}) };
  });
}

export function aCheck(name: string, different: Partial<CheckReport> = {}): CheckReport {
  const recent = different.recent ?? [];
  const count = (phase: MeasurementPhase) => recent.filter((it) => it.phase === phase).length;
  return {
    name,
    analysis: 'background',
    phase: 'running',
    dryRun: false,
    query: `query_of_${name.replaceAll('-', '_')}{app="/shop-b"}`,
    limit: 'passes when >= 0.99, fails when < 0.95',
    counters: {
      successful: count('successful'),
      failed: count('failed'),
      inconclusive: count('inconclusive'),
      noData: count('no-data'),
      error: count('error'),
      consecutiveSuccess: 0,
      consecutiveUnanswered: 0,
    },
    recent,
    notPassed: recent.filter((it) => it.phase !== 'successful'),
    ...different,
  };
}

/** At 5 %, where its fourth step measures latency. */
export const analysing: LiveStatus = {
  procedure: 'canary',
  service: 'shop',
  target: 'local',
  release: 'pacer/release/local/shop/20261124T100000Z-ab12/01a20e8c',
  state: 'analysing',
  message: 'measuring latency',
  startedAt: at(0),
  steps: canaryStepsAfter(4),
  weight: 500,
  blue: aSide('/shop-a', [
    aTaskStatus('shop-a.instance-3f2c1e7a-d616-4664-9630-a8e83311d2de._app.1', {
      pool: 'serving',
      sessions: 38,
      queue: 0,
    }),
  ]),
  green: aSide('/shop-b', [
    aTaskStatus('shop-b.instance-cc711ae0-d616-4664-9630-a8e83311d2de._app.1', {
      port: 31_001,
      pool: 'serving',
      sessions: 2,
      queue: 0,
    }),
  ]),
  checks: [
    aCheck('success-rate', { recent: measured('∅✓✓✓✓', 37, { value: 0.998_04 }) }),
    aCheck('restarts', { phase: 'pending', dryRun: true, limit: 'fails when > 0' }),
    aCheck('latency', {
      analysis: 'step 4',
      limit: 'compared with stable by ratio, fails when > 1.5',
      recent: measured('✓✓✗✓?', 37.2, { value: 1.432_11, canary: 0.143_211, stable: 0.1 }),
    }),
  ],
  wait: { reason: 'the analysis to end', owner: 'clock', since: at(20), until: at(3620) },
  seeing: 'latency to be measured 5 times more',
  commands: [
    { command: 'pause', effect: 'stop before the next step' },
    { command: 'abort', effect: 'go back at once' },
  ],
  events: [{ at: at(20), text: 'measuring latency' }],
};
