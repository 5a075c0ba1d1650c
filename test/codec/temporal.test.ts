import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataConverter } from '../../src/codec/data-converter.ts';
import { createPayloadCodec } from '../../src/codec/payload-codec.ts';
import { createCodecServer } from '../../src/codec/server.ts';
import { findBinary } from '../../src/servers/binaries.ts';
import { loadKeyring } from '../../src/worker/config-encryption.ts';
import { startWorker } from '../../src/worker/run.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { unfolded } from './unfolded.ts';

const pacer = fileURLToPath(new URL('../../bin/pacer.mjs', import.meta.url));
const PLANTED = 'hunter2';
const WORKFLOW_ID = 'encrypted-1';
const env = {
  PACER_KEY_MAY: Buffer.alloc(32, 5).toString('base64'),
  PACER_KEY_NOVEMBER: Buffer.alloc(32, 11).toString('base64'),
  PACER_CONFIG: '',
  TEMPORAL_ADDRESS: '',
};
const MAY = '{ name: may, key: { env: PACER_KEY_MAY } }';
const NOVEMBER = '{ name: november, key: { env: PACER_KEY_NOVEMBER } }';

let temporal: TestWorkflowEnvironment;
let dir: string;
let binary: string;

const keysOf = async (...keys: string[]) => {
  const file = join(dir, 'pacer.yaml');
  await writeFile(file, `encryption: { keys: [${keys.join(', ')}] }`);
  env.PACER_CONFIG = file;
  return loadKeyring(env);
};
const run = (command: string, ...args: string[]) =>
  execa(command, args, { env: { ...env, NO_COLOR: '1' }, reject: false, all: true });

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  binary = (await findBinary('temporal')).path;
  dir = await mkdtemp(join(tmpdir(), 'pacer-codec-'));
  temporal = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: binary },
      extraArgs: ['--http-port', '0', '--metrics-port', '0'],
    },
  });
  env.TEMPORAL_ADDRESS = temporal.address;

  const encryption = await keysOf(MAY);
  const worker = await startWorker({ env: { ...process.env, ...env }, config: { targets: {}, encryption } });
  const { connection } = temporal;
  const client = new Client({ connection, dataConverter: createDataConverter(encryption) });
  const args = [{ service: 'shop', target: PLANTED, memo: 1, app: { id: '/shop', env: { DSN: PLANTED } } }];
  await client.workflow
    .execute('blueGreen', { workflowId: WORKFLOW_ID, taskQueue: TASK_QUEUE, args, memo: { by: PLANTED } })
    .catch(() => undefined);
  await worker.stop();
});
afterAll(async () => {
  await temporal.teardown();
  await rm(dir, { recursive: true, force: true });
});

it('a history shows nothing of the spec, of an error, or of a memo', async () => {
  const history = await temporal.client.workflow.getHandle(WORKFLOW_ID).fetchHistory();
  const json = historyToJSON(history);
  for (const text of [PLANTED, 'is not a field', 'service']) expect(unfolded(json)).not.toContain(text);
  expect(json).toContain(Buffer.from('binary/encrypted').toString('base64'));
});

it('the command line reads it, also after a rotation, by the old key', async () => {
  await keysOf(NOVEMBER, MAY);
  const shown = await run(process.execPath, pacer, 'show', WORKFLOW_ID);
  expect(shown.all).toContain(PLANTED);
  expect(shown.all).toContain('is not a field');
});

it('the command line names the key that it lacks', async () => {
  await keysOf(NOVEMBER);
  const { all, exitCode } = await run(process.execPath, pacer, 'show', WORKFLOW_ID);
  expect(all).toContain('encrypted with the key "may", and the keys here are november');
  expect(exitCode).toBe(2);
});

it('the command line shows a history all the same in which one signal is sealed by a key that it lacks', async () => {
  const { connection } = temporal;
  const workflowId = 'encrypted-2';
  const clientOf = async (key: string) =>
    new Client({ connection, dataConverter: createDataConverter(await keysOf(key)) }).workflow;
  const stranger = (await clientOf(NOVEMBER)).getHandle(workflowId);
  const args = [{ service: 'shop', target: PLANTED }];
  const handle = await (await clientOf(MAY)).start('blueGreen', { workflowId, taskQueue: TASK_QUEUE, args });
  await stranger.signal('approve', { by: 'ann' });
  await handle.signal('pause', { by: 'bob' });
  await handle.terminate('enough');
  const shown = await run(process.execPath, pacer, 'show', workflowId);
  const named = 'what came with it cannot be read: a payload is encrypted with the key "november"';
  for (const text of [`shop on ${PLANTED}`, `approve (${named}`, 'pause by bob', 'terminate'])
    expect(shown.all).toContain(text);
});

it('the temporal command reads it through the codec server alone', async () => {
  const keys = await keysOf(NOVEMBER, MAY);
  const server = createCodecServer(createPayloadCodec(keys), []);
  try {
    const endpoint = await server.listen({ host: '127.0.0.1', port: 0 });
    const show = [
      'workflow',
      'show',
      '--address',
      temporal.address,
      '--workflow-id',
      WORKFLOW_ID,
      '-o',
      'json',
    ];
    const plain = await run(binary, ...show);
    expect(unfolded(plain.stdout)).not.toContain(PLANTED);
    const decoded = await run(binary, ...show, '--codec-endpoint', endpoint);
    expect(unfolded(decoded.stdout)).toContain(PLANTED);
    expect(unfolded(decoded.stdout)).toContain('is not a field');
  } finally {
    await server.close();
  }
});
