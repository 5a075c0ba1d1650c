import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import type { ReleaseHistory } from '../../src/cli/account/history.ts';
import { eventually } from '../support/eventually.ts';
import { aDirectory, pacer, specOf } from './support/pacer.ts';
import { startScriptedTemporal, type ScriptedTemporal } from './support/scripted-worker.ts';

let temporal: ScriptedTemporal;
let files: Awaited<ReturnType<typeof aDirectory>>;
const run = (...args: readonly string[]) => pacer(args, { TEMPORAL_ADDRESS: temporal.env.address });

beforeAll(async () => {
  [temporal, files] = await Promise.all([startScriptedTemporal(), aDirectory()]);
});
afterAll(async () => {
  await temporal.stop();
  await files.remove();
});

async function begin(service: string, more: { readonly target?: string; readonly memo?: object } = {}) {
  const { target = 'local', memo = {} } = more;
  return temporal.env.client.workflow.start('blueGreen', {
    workflowId: `by-hand-${service}-${target}`,
    taskQueue: TASK_QUEUE,
    args: [JSON.parse(specOf(service, target))],
    memo: { ...memo },
  });
}

/** Temporal's list may be a second behind. */
async function listed(count: number, ...args: readonly string[]): Promise<ReleaseHistory> {
  return eventually(async () => {
    const { code, out, err } = await run('history', ...args, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const history = JSON.parse(out) as ReleaseHistory;
    expect(history.releases).toHaveLength(count);
    return history;
  }, 30_000);
}

describe('pacer history', () => {
  it('says so when there is no release, and how to start one', async () => {
    const { code, out, err } = await run('history');
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('no release is known\n  start one with: npx pacer release FILE --watch');
    expect((await run('history', 'shop', '--target', 'east', '--json')).out).toBe('{"releases":[]}');
  });

  it('lists what ended in every way, and what runs, the newest first, whoever started it', async () => {
    await (await begin('good', { memo: { by: 'ann', reason: 'a fix' } })).result();
    const spec = await files.write('sick.json', specOf('sick'));
    expect((await run('release', spec, '--watch')).code).toBe(4);
    await (await begin('wrong')).result().catch(() => undefined);
    const cut = await begin('cut');
    await cut.terminate('by a test');
    await begin('shop', { target: 'east' });
    const { releases } = await listed(5);
    expect(releases.map(({ service, target, result }) => `${service} on ${target}: ${result}`)).toEqual([
      'shop on east: running',
      'cut on local: cut-off',
      'wrong on local: refused',
      'sick on local: rolled-back',
      'good on local: released',
    ]);
    expect(releases.at(-1)).toMatchObject({
      workflowId: 'by-hand-good-local',
      procedure: 'blue-green',
      app: { id: '/good' },
      by: 'ann',
      reason: 'a fix',
      summary: 'it is released',
      exposureMs: 0,
    });
    expect(releases[2]?.summary).toContain('app.id: "x" is taken');
    expect(releases[0]?.endedAt).toBeUndefined();
  });

  it('lists those of one service, of one target, or so many', async () => {
    const sick = await listed(1, 'sick');
    expect(sick.releases[0]?.workflowId).toMatch(/^pacer\/release\/local\/sick\//);
    expect((await listed(1, '--target', 'east')).releases[0]?.service).toBe('shop');
    expect((await listed(2, '--limit', '2')).releases.map((it) => it.service)).toEqual(['shop', 'cut']);
  });

  it('shows a table without colours when piped, and how to see one of them', async () => {
    const { out, err } = await run('history', 'good');
    const [titles = '', row = '', ...rest] = out.split('\n');
    expect(titles).toMatch(/^STARTED +SERVICE +VERSION +BY +PROCEDURE +OUTCOME +TOOK +EXPOSED +RELEASE$/);
    expect(row).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ +good on local +\/good +ann +blue-green +released +\d+\.\ds +0\.0s +by-hand-good-local$/,
    );
    expect(rest).toEqual([]);
    expect(err).toBe('everything of one: npx pacer show RELEASE');
  });

  it('ends with 2 for a limit that is no count', async () => {
    const { code, err } = await run('history', '--limit', 'all');
    expect(code).toBe(2);
    expect(err).toContain('It must be a whole number from 1.');
  });
});
