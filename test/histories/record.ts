/**
 * Records histories of releases for replay.test.ts: `node --import tsx test/histories/record.ts VERSION`. They are read by
 * later versions for ever, so they hold nothing of the machine they were recorded on.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { CanarySpec } from '../../src/domain/canary-spec.ts';
import { aCanary, aSpec, type Wanted } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

const version = process.argv[2];
if (version === undefined)
  throw new Error('name the version: node --import tsx test/histories/record.ts 0.1.0');
const folder = fileURLToPath(new URL(`./${version}/`, import.meta.url));

/** The example app by its name alone: our Marathon has it on the tasks' PATH. */
function portable<Spec extends { readonly app: object }>(spec: Spec): Spec {
  return { ...spec, app: { ...spec.app, cmd: 'exec example-app.mjs' } };
}

async function keep(name: string, handle: WorkflowHandle): Promise<void> {
  const json = JSON.stringify(JSON.parse(historyToJSON(await handle.fetchHistory())), scrub, 1);
  await writeFile(`${folder}${name}.json`, `${json}\n`);
}

function scrub(key: string, value: unknown): unknown {
  if (key === 'identity') return 'worker';
  if (key === 'stackTrace') return '';
  return value;
}

async function record(world: World): Promise<void> {
  const begin = (wanted: Wanted) => world.start(portable(aSpec('shop', wanted)));
  const first = await begin({ version: 'v1', instances: 2 });
  await world.outcomeOf(first);
  await keep('first-release', first);

  const released = await begin({ version: 'v2', spec: { approval: 'after-first-batch' } });
  await world.until(released, (now) => now.state === 'waiting-for-approval');
  await released.signal('pause', { by: 'ann' });
  await released.signal('promote', { by: 'ann', reason: 'looks good' });
  await world.outcomeOf(released);
  await keep('released-with-approval', released);

  const sick = await begin({ version: 'v3', bad: 'never-healthy', spec: { health: { timeout: '5s' } } });
  await world.outcomeOf(sick);
  await keep('rolled-back', sick);

  const aborted = await begin({ version: 'v3', spec: { bake: { duration: '1h' } } });
  await world.until(aborted, (now) => now.state === 'baking');
  await aborted.signal('abort', { by: 'ann' });
  await world.outcomeOf(aborted);
  await keep('aborted-in-bake', aborted);
}

async function recordCanaries(world: World): Promise<void> {
  const begin = (wanted: Omit<Wanted, 'spec'>, canary: Partial<CanarySpec>) =>
    world.start(portable(aCanary('shop', wanted, canary)));
  const well = { name: 'well', query: 'vector(1)', passWhen: '> 0', interval: '300ms' } as const;
  const open = { name: 'open', query: 'vector(5)', passWhen: '> 9', failWhen: '< 1' } as const;

  const released = await begin(
    { version: 'v3' },
    {
      steps: [
        { setWeight: 0 },
        { setHeaderRoute: { name: 'testers', match: [{ headerName: 'X-Canary' }] } },
        { pause: {} },
        { setWeight: 25 },
        { analysis: { checks: ['open'] } },
        { setCanaryScale: { instances: 2 } },
        { pause: { duration: '1s' } },
      ],
      checks: [well, open],
      sticky: { by: 'header' },
    },
  );
  await world.until(released, (now) => now.state === 'waiting-for-approval');
  await released.signal('promote', { by: 'ann' });
  await world.until(released, (now) => now.state === 'inconclusive');
  await released.signal('resume');
  await world.until(released, (now) => now.checks?.some((it) => it.analysis === 'step 5 (2)') === true);
  await world.until(released, (now) => now.state === 'inconclusive');
  await released.signal('promote', { by: 'ann' });
  await world.outcomeOf(released);
  await keep('canary-released', released);

  const bad = { name: 'bad', query: 'vector(1)', failWhen: '> 0', interval: '1s', failureLimit: 1 } as const;
  const sentBack = await begin({ version: 'v4' }, { weights: [10, 50], pause: '1h', checks: [bad] });
  await world.outcomeOf(sentBack);
  await keep('canary-rolled-back', sentBack);

  const doubted = await begin(
    { version: 'v4' },
    { weights: [10, 50], pause: '1s', checks: [{ ...open, interval: '300ms' }] },
  );
  await world.until(doubted, (now) => now.state === 'inconclusive');
  await doubted.signal('promote');
  await world.outcomeOf(doubted);
  await keep('canary-open-in-background', doubted);

  const aborted = await begin({ version: 'v5' }, { weights: [50], pause: '1h', checks: [well] });
  await world.until(aborted, (now) => now.state === 'observing');
  await aborted.signal('abort', { by: 'ann' });
  await world.outcomeOf(aborted);
  await keep('canary-aborted', aborted);
}

await mkdir(folder, { recursive: true });
const world = await aWorld(['shop']);
try {
  await record(world);
  await recordCanaries(world);
} finally {
  await world.end();
}
