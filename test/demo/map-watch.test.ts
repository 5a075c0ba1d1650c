import { afterEach, expect, test } from 'vitest';
import { haproxyGlobalConfig, haproxyMap, haproxyServiceConfig } from '../../src/clients/haproxy/config.ts';
import { entryOf } from '../../src/clients/haproxy/map.ts';
import { watchMap, type MapWatch } from '../../src/demo/map-watch.ts';
import { choosePort } from '../../src/local/ports.ts';
import { eventually } from '../support/eventually.ts';
import { startHaproxy, type RunningHaproxy } from '../support/haproxy.ts';

const started: (RunningHaproxy | MapWatch)[] = [];
afterEach(async () => {
  for (const it of started.splice(0).reverse()) await it.stop();
});

async function startWatched(): Promise<{ haproxy: RunningHaproxy; watch: MapWatch }> {
  const port = await choosePort('127.0.0.1', 0, 'frontend');
  const haproxy = await startHaproxy('2.8', ({ socket, mapFile }) => ({
    config:
      haproxyGlobalConfig({ socket }) +
      haproxyServiceConfig({ service: 'shop', mapFile, bind: `127.0.0.1:${String(port)}` }),
    map: haproxyMap({ shop: 0 }),
  }));
  const watch = watchMap({ haproxySocket: haproxy.socket }, 'shop');
  started.push(haproxy, watch);
  return { haproxy, watch };
}

const sharesOf = ({ levels }: MapWatch) => levels().map(({ shareOfB }) => shareOfB);

test('each share that the map has is a level, with the time for which it was there for sure', async () => {
  const { haproxy, watch } = await startWatched();
  const set = async (entry: number) => {
    const beforeMs = Date.now();
    await haproxy.ask(`set map ${haproxy.mapFile} shop ${String(entry)}`);
    return { beforeMs, afterMs: Date.now() };
  };
  await eventually(() => {
    expect(sharesOf(watch)).toEqual([0]);
  });
  const first = await set(500);
  await eventually(() => {
    expect(sharesOf(watch)).toEqual([0, 500]);
  });
  const second = await set(
    entryOf({ shareOfB: 2_500, sticky: 'header', routesOpen: true, turnedBack: false }),
  );
  await eventually(() => {
    expect(sharesOf(watch)).toEqual([0, 500, 2_500]);
  });
  const [before, middle] = watch.levels();
  expect(before!.untilMs).toBeLessThanOrEqual(first.afterMs);
  expect(middle!.fromMs).toBeGreaterThanOrEqual(first.beforeMs);
  expect(middle!.untilMs).toBeLessThanOrEqual(second.afterMs);
  await set(entryOf({ shareOfB: 0, routesOpen: false, turnedBack: true }));
  await eventually(() => {
    expect(sharesOf(watch)).toEqual([0, 500, 2_500, 0]);
  });
});

test('it goes on when HAProxy was away', async () => {
  const { haproxy, watch } = await startWatched();
  await eventually(() => {
    expect(sharesOf(watch)).toEqual([0]);
  });
  await haproxy.restart();
  await haproxy.ask(`set map ${haproxy.mapFile} shop 5000`);
  await eventually(() => {
    expect(sharesOf(watch)).toEqual([0, 5_000]);
  });
});
