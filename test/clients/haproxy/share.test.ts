import { describe, expect, it } from 'vitest';
import { countAnswers } from './load.ts';
import { balancerOf, pool, serving, settle } from './shop.ts';
import { openShop, openUpstream, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

describe.each(['2.6', '2.8'] as const)('HAProxy %s', (version) => {
  it('splits requests by the share, whatever the number of servers', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const blues = await Promise.all([1, 2, 3].map((number) => openUpstream(`blue${number}`)));
    const servers = blues.map((it, index) => serving('a', `blue${index + 1}`, it));
    const green = serving('b', 'green', await openUpstream('green'));
    for (const shareOfB of [0, 100, 2_500, 5_000, 10_000]) {
      await settle(balancer, pool(shareOfB, ...servers, green));
      const count = 2_000;
      const { green: toGreen = 0 } = await countAnswers(shop.url, count);
      const p = shareOfB / 10_000;
      // five standard deviations: a right one fails once in a million times
      expect(Math.abs(toGreen - count * p)).toBeLessThanOrEqual(5 * Math.sqrt(count * p * (1 - p)));
    }
  });
});
