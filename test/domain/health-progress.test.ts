import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeOfStall, furthest, type HealthProgress } from '../../src/domain/health-progress.ts';

const waiting = { kind: 'waiting', because: '1 of 3 tasks of /shop-a are healthy' } as const;
const bound = { instances: 3, progressMs: 10_000 };

describe('furthest', () => {
  it.each<[string, HealthProgress | undefined, number, HealthProgress]>([
    ['the first look', undefined, 0, { most: 0, atMs: 500 }],
    ['another healthy task', { most: 1, atMs: 100 }, 2, { most: 2, atMs: 500 }],
    ['as many as before', { most: 1, atMs: 100 }, 1, { most: 1, atMs: 100 }],
    ['a task that has failed', { most: 2, atMs: 100 }, 1, { most: 2, atMs: 100 }],
  ])('of %s', (_, known, healthy, expected) => {
    expect(furthest(known, healthy, 500)).toEqual(expected);
  });

  it('is taken no further by tasks that are healthy, fail, and are healthy again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1 }), (looks) => {
        const end = looks.reduce<HealthProgress | undefined>(
          (known, it, at) => furthest(known, it, at),
          undefined,
        );
        expect(end).toEqual({ most: Math.max(...looks), atMs: looks.indexOf(Math.max(...looks)) });
      }),
    );
  });
});

describe('causeOfStall', () => {
  it.each([
    ['there is time', { most: 1, atMs: 1 }, 10_000, false],
    ['the time has passed', { most: 1, atMs: 0 }, 10_000, true],
    ['every task is healthy and the deployment goes on', { most: 3, atMs: 0 }, 60_000, false],
  ])('when %s', (_, progress, watchedMs, stalled) => {
    expect(causeOfStall(progress, waiting, watchedMs, bound) !== undefined).toBe(stalled);
  });

  it('names the deadline, how far it came, and the task that is under suspicion', () => {
    const suspect = {
      kind: 'crash-loop',
      message: 'x',
      taskId: 't2',
      host: 'agent-1',
      lastFailure: 'exit 1',
    } as const;
    expect(causeOfStall({ most: 1, atMs: 0 }, { ...waiting, suspect }, 10_000, bound)).toEqual({
      kind: 'deadline',
      message: 'no further task has become healthy for 10 s: 1 of 3 tasks of /shop-a are healthy',
      taskId: 't2',
      host: 'agent-1',
      lastFailure: 'exit 1',
      deadline: 'deadlines.progress',
    });
  });
});
