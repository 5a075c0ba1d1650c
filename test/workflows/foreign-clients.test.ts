import { execa } from 'execa';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Binary } from '../../src/servers/binary.ts';
import { findBinary } from '../../src/servers/binaries.ts';
import { eventually } from '../support/eventually.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld(['tctl', 'temporal']);
}, 180_000);
afterAll(() => world.end());

const tctl = await findBinary('tctl').catch((error: unknown) => error as Error);
const whyNot = tctl instanceof Error ? `: it is not here: ${tctl.message}` : '';

/** Starts, asks, answers and awaits a release of two batches with nothing but a foreign command line. */
async function releaseBy(
  client: {
    readonly start: (inputFile: string) => Promise<unknown>;
    readonly status: () => Promise<string>;
    readonly promote: () => Promise<unknown>;
  },
  service: string,
): Promise<void> {
  const spec = aSpec(service, { version: 'v1', instances: 2, spec: { approval: 'before-removal' } });
  const inputFile = join(world.stack.dir, `${service}.json`);
  await writeFile(inputFile, JSON.stringify(spec));
  await client.start(inputFile);
  await eventually(async () => {
    expect(await client.status()).toContain('waiting-for-approval');
  }, 40_000);
  await client.promote();
  expect(await world.outcomeOf(world.client.workflow.getHandle(`by-${service}`))).toMatchObject({
    kind: 'released',
    serving: { appId: `/${service}-a`, instances: 2 },
  });
}

async function run({ path, env }: Binary, args: readonly string[]): Promise<string> {
  const { stdout } = await execa(path, args, { env });
  return stdout;
}

describe('a foreign command line', () => {
  it.skipIf(tctl instanceof Error)(`tctl starts, queries and signals a release${whyNot}`, async () => {
    const binary = tctl as Binary;
    const workflow = (...args: string[]) =>
      run(binary, ['--address', world.stack.temporalAddress, '--namespace', 'default', 'workflow', ...args]);
    const id = ['--workflow_id', 'by-tctl'];
    await releaseBy(
      {
        start: (file) =>
          workflow(
            'start',
            '--taskqueue',
            'pacer',
            '--workflow_type',
            'blueGreen',
            ...id,
            '--input_file',
            file,
          ),
        status: () => workflow('query', ...id, '--query_type', 'status'),
        promote: () => workflow('signal', ...id, '--name', 'promote'),
      },
      'tctl',
    );
  });

  it('temporal starts, queries and signals a release', async () => {
    const binary = await findBinary('temporal');
    const workflow = (...args: string[]) =>
      run(binary, ['workflow', ...args, '--address', world.stack.temporalAddress]);
    const id = ['--workflow-id', 'by-temporal'];
    await releaseBy(
      {
        start: (file) =>
          workflow('start', '--task-queue', 'pacer', '--type', 'blueGreen', ...id, '--input-file', file),
        status: () => workflow('query', ...id, '--name', 'status'),
        promote: () => workflow('signal', ...id, '--name', 'promote', '--input', '{"by":"ann"}'),
      },
      'temporal',
    );
  });
});
