import { describe, expect, it } from 'vitest';
import { watchDrain, type DrainLook } from '../../src/domain/drain-watch.ts';

const quiet: DrainLook = {
  taskId: 't',
  exists: true,
  takesRequests: false,
  sessions: 0,
  queue: 0,
  pending: 0,
};

describe('watchDrain', () => {
  it.each<[string, Partial<DrainLook>, string]>([
    ['it has sessions', { sessions: 2 }, 't: 2 sessions and 0 queued requests in the load balancer'],
    ['requests wait for it', { queue: 1 }, 't: 0 sessions and 1 queued requests in the load balancer'],
    ['its gauge counts', { pending: 3 }, 't: 3 pending operations'],
    ['its gauge could not be read', { pending: undefined }, 't: its pending operations could not be read'],
    ['it still takes requests', { takesRequests: true }, 't: it still takes requests'],
    ['it has been quiet for too short a time', {}, 't: quiet for 500 of 2000 ms'],
  ])('is not drained while %s', (_title, different, busy) => {
    expect(watchDrain({ t: 500 }, [{ ...quiet, ...different }], 1_000, 2_000)).toMatchObject({
      drained: [],
      busy: [busy],
    });
  });

  it('is drained once it has been quiet for the wished time', () => {
    expect(watchDrain({ t: 500 }, [quiet], 2_500, 2_000)).toEqual({
      quietSince: { t: 500 },
      drained: ['t'],
      busy: [],
    });
  });

  it('counts anew after any noise', () => {
    const noisy = watchDrain({ t: 500 }, [{ ...quiet, pending: 1 }], 2_400, 2_000);
    expect(noisy.quietSince).toEqual({});
    expect(watchDrain(noisy.quietSince, [quiet], 2_600, 2_000).quietSince).toEqual({ t: 2_600 });
  });

  it('does not wait for the gauge of a task that has ended, but for its sessions', () => {
    const ended: DrainLook = { ...quiet, exists: false, pending: undefined };
    expect(watchDrain({}, [ended], 0, 2_000).drained).toEqual(['t']);
    expect(watchDrain({}, [{ ...ended, sessions: 1 }], 0, 2_000).drained).toEqual([]);
  });

  it('asks for no gauge when the spec names none', () => {
    expect(watchDrain({ t: 0 }, [{ ...quiet, pending: 'not-asked' }], 500, 500).drained).toEqual(['t']);
  });
});
