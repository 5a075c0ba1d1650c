import { describe, expect, it } from 'vitest';
import type { DesiredPool, DesiredServer } from '../../../src/domain/pool.ts';
import { countFast } from './pipeline.ts';
import { balancerOf, draining, serving, settle } from './shop.ts';
import { openFastUpstream, openShop, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

/** A right share is farther off than this once in 147,000 times. */
const sigmas = 4.5;

describe.each(['2.6', '2.8'] as const)('HAProxy %s', (version) => {
  it.each(['a', 'b'] as const)(
    'gives a canary in slot %s its share to the ten-thousandth, while the number of servers differs and changes',
    async (canarySlot) => {
      const shop = await openShop(version);
      const balancer = balancerOf(shop);
      const stableSlot = canarySlot === 'a' ? 'b' : 'a';
      const stable = await serversIn(stableSlot, 'stable', 3);
      const canary = await serversIn(canarySlot, 'canary', 2);
      const [, leaving] = stable;
      const [first] = canary;
      for (const weight of [0, 10, 100, 500, 5_000, 10_000]) {
        const requests = weight === 0 || weight === 10_000 ? 2_000 : 20_000;
        const poolOf = (servers: readonly DesiredServer[]): DesiredPool => ({
          service: 'shop',
          servers,
          shareOfB: canarySlot === 'b' ? weight : 10_000 - weight,
        });
        await settle(balancer, poolOf([...stable, first!]));
        const counting = countFast(shop.url, requests);
        await settle(balancer, poolOf([...stable, ...canary]));
        await settle(
          balancer,
          poolOf([...stable.filter((it) => it !== leaving), draining(leaving!), ...canary]),
        );
        const { canary: asked = 0, stable: rest = 0 } = await counting;
        expect(asked + rest).toBe(requests);
        const p = weight / 10_000;
        expect(Math.abs(asked - requests * p)).toBeLessThanOrEqual(
          sigmas * Math.sqrt(requests * p * (1 - p)),
        );
      }
    },
  );
});

const serversIn = (slot: 'a' | 'b', name: string, count: number): Promise<DesiredServer[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, number) =>
      serving(slot, `${name}${number}`, await openFastUpstream(name)),
    ),
  );
