import { describe, expect, it } from 'vitest';
import type { AnalysisInput } from '../../activities/analysis-input.ts';
import { seenBeforeGap, standOf, withNews, type News, type Stand } from '../../activities/analysis-stand.ts';
import { analysisEnd } from '../../src/domain/analysis-end.ts';
import type { App } from '../../src/domain/app.ts';
import { anApp, aTask } from '../support/apps.ts';

const intent = { target: 'local', service: 'shop', portIndex: 0, sides: [] };
const input: AnalysisInput = {
  target: 'local',
  analysis: 'bake',
  checks: [],
  mode: { kind: 'for-a-time', durationMs: 3_600_000 },
  patienceMs: 60_000,
  keep: { intent, appId: '/shop-a', wish: { instances: 1 }, toleranceMs: 5_000 },
};

const reading = { servers: [], shareOfB: {} };
const desired = { service: 'shop', servers: [], shareOfB: 0 };

function look(app: App): News {
  return {
    kind: 'kept',
    scene: { apps: [app], found: reading, pool: { kind: 'settled', reading }, desired },
  };
}

const well = look(anApp([aTask('t1')]));
const sick = look(anApp([aTask('t1', { health: { kind: 'unhealthy', consecutiveFailures: 3 } })]));
const failed: News = { kind: 'not-kept', problem: 'Marathon is away' };
const crash = (second: number): News =>
  look(
    anApp([aTask('t1')], {
      lastTaskFailure: {
        taskId: `t${second}`,
        host: 'agent-1',
        state: 'TASK_FAILED',
        message: 'exit 1',
        timestamp: `2026-11-24T10:00:0${second}.000Z`,
      },
    }),
  );

type Event = readonly [atSeconds: number, News | 'another worker'];

function after(events: readonly Event[]): Stand {
  const begin = standOf(input, { paces: {} }, { at: '', apps: [] }, 0);
  return events.reduce((stand, [atSeconds, event]) => {
    if (event !== 'another worker')
      return withNews(input, stand, [event], atSeconds * 1_000 - stand.watchedMs);
    return standOf(input, seenBeforeGap(stand.seen), stand.shown, atSeconds * 1_000);
  }, begin);
}

function text(stand: Stand): string {
  const end = analysisEnd(stand);
  if (end?.kind === 'failed') return `failed: ${end.cause.kind}`;
  return stand.app.well ? 'well' : (stand.app.problem ?? 'not well');
}

describe('the app that an analysis keeps', () => {
  it.each<[string, readonly Event[], string]>([
    ['was not seen yet', [], 'not well'],
    ['is well', [[1, well]], 'well'],
    [
      'is sick for a moment',
      [
        [1, sick],
        [5, sick],
      ],
      'not well',
    ],
    [
      'is sick for longer than is tolerated',
      [
        [1, sick],
        [6, sick],
      ],
      'failed: unhealthy',
    ],
    [
      'recovers',
      [
        [1, sick],
        [5, well],
        [9, sick],
      ],
      'not well',
    ],
    [
      'is sick before and after a read that fails',
      [
        [1, sick],
        [3, failed],
        [6, sick],
      ],
      'failed: unhealthy',
    ],
    [
      'is sick whenever it is seen, while every other read fails',
      [
        [1, sick],
        [2, failed],
        [3, sick],
        [4, failed],
        [5, sick],
        [6, failed],
        [7, sick],
      ],
      'failed: unhealthy',
    ],
    [
      'cannot be seen',
      [
        [1, well],
        [2, failed],
      ],
      'Marathon is away',
    ],
    [
      'is seen again',
      [
        [1, well],
        [2, failed],
        [3, well],
      ],
      'well',
    ],
    [
      'could not be seen for long',
      [
        [1, sick],
        [12, failed],
        [13, failed],
        [14, sick],
      ],
      'not well',
    ],
    [
      'was never seen by this worker',
      [
        [1, well],
        [2, 'another worker'],
      ],
      'not well',
    ],
    [
      'was sick before another worker came',
      [
        [1, sick],
        [2, 'another worker'],
        [7, sick],
      ],
      'not well',
    ],
    [
      'crashes while some reads fail',
      [
        [0, well],
        [1, crash(1)],
        [2, failed],
        [3, crash(2)],
        [4, failed],
        [5, crash(3)],
      ],
      'failed: crash-loop',
    ],
    [
      'crashes under one worker and the next',
      [
        [0, well],
        [1, crash(1)],
        [3, crash(2)],
        [4, 'another worker'],
        [5, crash(3)],
      ],
      'failed: crash-loop',
    ],
    [
      'crashes before and after it could not be seen for long',
      [
        [0, well],
        [1, crash(1)],
        [3, crash(2)],
        [60, failed],
        [61, crash(3)],
      ],
      'failed: crash-loop',
    ],
  ])('%s', (_, events, expected) => {
    expect(text(after(events))).toBe(expected);
  });
});
