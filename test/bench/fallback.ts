/**
 * How long users still meet a canary that has turned bad: `node --import tsx test/bench/fallback.ts [RUNS]`. Each run is a
 * whole release on real servers. Measured from the moment in which somebody else, who asks Prometheus the same query every
 * 10 ms, sees the bad value, to the last request that the canary answered. The bound is one check interval and 250 ms.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createPrometheus, type Prometheus } from '../../src/clients/prometheus.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

const runs = Number(process.argv[2] ?? '50');
const intervalMs = 500;
const boundMs = intervalMs + 250;
const requestsPerSecond = 200;

interface Users {
  /** When the last request that the canary answered was sent. */
  readonly lastOnCanary: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** Sends a request every few milliseconds, whatever became of those before it. */
function users(url: string): Users {
  let last: number | undefined;
  const open = new Set<Promise<void>>();
  const ask = async (): Promise<void> => {
    const sent = Date.now();
    const answer = await fetch(url);
    const { version } = (await answer.json()) as { version?: string };
    if (version === 'v2') last = Math.max(last ?? 0, sent);
  };
  const timer = setInterval(() => {
    const asking = ask()
      .catch(() => undefined)
      .finally(() => open.delete(asking));
    open.add(asking);
  }, 1_000 / requestsPerSecond);
  return {
    lastOnCanary: () => last,
    stop: async () => {
      clearInterval(timer);
      await Promise.allSettled(open);
    },
  };
}

async function badVisibleAt(
  prometheus: Prometheus,
  query: string,
  over: AbortSignal,
): Promise<number | undefined> {
  while (!over.aborted) {
    const answer = await prometheus.query(query).catch(() => undefined);
    if (answer?.kind === 'value' && answer.value > 0) return Date.now();
    await sleep(10);
  }
  return undefined;
}

async function oneRun(world: World): Promise<number> {
  const stablePlace = (await world.marathon.listApps())[0]?.id ?? '/shop-a';
  const canary = stablePlace.endsWith('-a') ? '/shop-b' : '/shop-a';
  const query = `sum(errors_total{app="${canary}"})`;
  const spec = aCanary(
    'shop',
    { version: 'v2', bad: 'errors:1,after:5' },
    {
      steps: [{ setWeight: 30 }, { pause: { duration: '1h' } }],
      checks: [{ name: 'errors', query, failWhen: '> 0', interval: `${intervalMs}ms` }],
    },
  );
  const prometheus = createPrometheus({ url: world.stack.prometheusUrl });
  // The canary of the run before is forgotten.
  while ((await prometheus.query(query)).kind === 'value') await sleep(100);
  const load = users(world.stack.haproxyUrl);
  const over = new AbortController();
  const seeing = badVisibleAt(prometheus, query, over.signal);
  const outcome = await world.release(spec);
  over.abort();
  const seen = await seeing;
  await load.stop();
  const last = load.lastOnCanary();
  if (outcome.kind !== 'rolled-back' || seen === undefined || last === undefined)
    throw new Error(`not as meant: ${JSON.stringify({ outcome: outcome.summary, seen, last })}`);
  return last - seen;
}

const world = await aWorld(['shop']);
try {
  await world.release(aSpec('shop', { version: 'v1', instances: 2, spec: { bake: { duration: '0s' } } }));
  const times: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const time = await oneRun(world);
    times.push(time);
    console.log(`run ${String(run)} of ${String(runs)}: ${String(time)} ms`);
  }
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  console.log(
    `from a bad value in Prometheus to the last request on the canary: median ${String(at(0.5))} ms, ` +
      `p95 ${String(at(0.95))} ms, longest ${String(at(1))} ms of ${String(runs)} runs; ` +
      `longest to the bound of ${String(boundMs)} ms: ${(at(1) / boundMs).toFixed(2)}`,
  );
  process.exitCode = at(1) <= boundMs ? 0 : 1;
} finally {
  await world.end();
}
