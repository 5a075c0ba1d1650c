import { describe, expect, it } from 'vitest';
import { errands } from '../../activities/errands.ts';

const { signal } = new AbortController();

describe('errands', () => {
  it('bring back what comes first, and then the rest', async () => {
    const under = errands<string>();
    let finishSlow: (it: string) => void = () => undefined;
    under.start('slow', () => new Promise((resolve) => (finishSlow = resolve)));
    under.start('quick', () => Promise.resolve('quick'));
    expect(await under.next(5_000, signal)).toEqual(['quick']);
    expect(await under.next(1, signal)).toEqual([]);
    finishSlow('slow');
    expect(await under.next(5_000, signal)).toEqual(['slow']);
  });

  it('are not over for whoever has not taken what they brought', async () => {
    const under = errands<string>();
    under.start('check', () => Promise.resolve('measured'));
    await under.over('check');
    expect(under.has('check')).toBe(true);
    expect(await under.next(0, signal)).toEqual(['measured']);
    expect(under.has('check')).toBe(false);
  });

  it('throw what they failed with where it is taken', async () => {
    const under = errands<string>();
    under.start('check', () => Promise.reject(new Error('broken')));
    await expect(under.next(5_000, signal)).rejects.toThrow('broken');
    expect(under.has('check')).toBe(false);
  });
});
