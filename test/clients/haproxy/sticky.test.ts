import { describe, expect, it } from 'vitest';
import type { StickyKey } from '../../../src/domain/canary.ts';
import type { DesiredPool } from '../../../src/domain/pool.ts';
import { openPipeline, type Answer, type Pipeline } from './pipeline.ts';
import { balancerOf, serving, settle, type Shop } from './shop.ts';
import { openFastUpstream, openShop, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

/** A right share is farther off than this once in 147,000 times. */
const sigmas = 4.5;
const weights = [10, 100, 500, 2_500, 5_000, 10_000];

describe.each(['2.6', '2.8'] as const)('HAProxy %s', (version) => {
  const openPair = async (canarySlot: 'a' | 'b', sticky: StickyKey) => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const stable = serving(canarySlot === 'a' ? 'b' : 'a', 'stable', await openFastUpstream('stable'));
    const canary = serving(canarySlot, 'canary', await openFastUpstream('canary'));
    const setWeight = (weight: number) => {
      const shareOfB = canarySlot === 'b' ? weight : 10_000 - weight;
      const desired: DesiredPool = { service: 'shop', servers: [stable, canary], shareOfB, sticky };
      return settle(balancer, desired);
    };
    return { shop, setWeight };
  };

  it.each(['a', 'b'] as const)(
    'keeps users known by a header on one version as the share of slot %s grows',
    async (canarySlot) => {
      const { shop, setWeight } = await openPair(canarySlot, 'header');
      const users = range(4_000).map((number) => `user-${number}`);
      const headers = users.map((user) => `X-User: ${user}`);
      await followUsers(setWeight, () => inOneConnection(shop, headers));
    },
  );

  it('keeps users known by their address on one version as the share grows', async () => {
    const { shop, setWeight } = await openPair('b', 'address');
    const pipelines: Pipeline[] = [];
    for (const user of range(600))
      pipelines.push(
        await openPipeline(shop.url, { localAddress: `127.1.${Math.floor(user / 200)}.${(user % 200) + 1}` }),
      );
    await followUsers(setWeight, async () =>
      (await Promise.all(pipelines.map((it) => it.ask(['', ''])))).flatMap(([first, second]) => {
        expect(first).toEqual(second);
        return first!;
      }),
    );
    for (const pipeline of pipelines) pipeline.close();
  });

  it('gives users a cookie, which counts from its first request on and keeps them on one version', async () => {
    const { shop, setWeight } = await openPair('b', 'cookie');
    let cookies = range(2_000).map(() => '');
    await followUsers(setWeight, async () => {
      const answers = await inOneConnection(shop, cookies);
      if (cookies[0] === '') {
        cookies = answers.map(({ setCookie = '' }) => {
          expect(setCookie).toMatch(/^pacer_shop=[0-9a-f-]{36}; Path=\/; HttpOnly; SameSite=Lax$/);
          return `Cookie: theme=dark; ${setCookie.split(';')[0]}`;
        });
        expect(new Set(cookies).size).toBe(cookies.length);
        const again = await inOneConnection(shop, cookies);
        expect(again.map((it) => it.body)).toEqual(answers.map((it) => it.body));
        expect(again.filter((it) => it.setCookie !== undefined)).toEqual([]);
      }
      return answers;
    });
  });

  it('draws for each request of a user without the header, and gives cookies only while they count', async () => {
    const { shop, setWeight } = await openPair('b', 'header');
    await setWeight(5_000);
    const answers = await inOneConnection(
      shop,
      range(2_000).map((number) => (number % 2 === 0 ? '' : 'X-User:')),
    );
    expect(answers.filter((it) => it.setCookie !== undefined)).toEqual([]);
    expectShare(answers, 5_000);
  });
});

/** Raises the weight step by step; no user who had the canary ever gets stable again. */
async function followUsers(
  setWeight: (weight: number) => Promise<unknown>,
  askAll: () => Promise<Answer[]>,
): Promise<void> {
  let before: readonly Answer[] = [];
  for (const weight of weights) {
    await setWeight(weight);
    const answers = await askAll();
    expectShare(answers, weight);
    expect(before.filter((it, user) => it.body === 'canary' && answers[user]!.body !== 'canary')).toEqual([]);
    before = answers;
  }
}

function expectShare(answers: readonly Answer[], weight: number): void {
  const p = weight / 10_000;
  const asked = answers.filter((it) => it.body === 'canary').length;
  const far = Math.abs(asked - answers.length * p);
  expect(far).toBeLessThanOrEqual(sigmas * Math.sqrt(answers.length * p * (1 - p)));
}

async function inOneConnection(shop: Shop, headers: readonly string[]): Promise<Answer[]> {
  const pipeline = await openPipeline(shop.url);
  const answers: Answer[] = [];
  for (let from = 0; from < headers.length; from += 50)
    answers.push(...(await pipeline.ask(headers.slice(from, from + 50))));
  pipeline.close();
  return answers;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
