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

describe('pacer show', () => {
  it('shows who started a release and why, who said what, and how it ended', async () => {
    const good = await run('show', 'by-hand-good-local');
    expect({ code: good.code, err: good.err }).toEqual({ code: 0, err: '' });
    expect(good.out).toMatch(/^good on local: released +\d+\.\ds\n {2}it is released\n/);
    expect(good.out).toMatch(/^ {2}started {4}\d{4}-\d\d-\d\d \S+Z by ann: a fix$/m);

    expect((await run('abort', 'shop', '--target', 'east', '--by', 'bob', '--reason', 'odd')).code).toBe(0);
    await temporal.env.client.workflow.getHandle('by-hand-shop-east').result();
    const aborted = await run('show', 'by-hand-shop-east', '--json');
    expect(JSON.parse(aborted.out)).toMatchObject({
      service: 'shop',
      target: 'east',
      result: 'aborted',
      said: [{ command: 'abort', by: 'bob', reason: 'odd', through: 'update' }],
      exposure: [],
      outcome: { kind: 'aborted', cause: { kind: 'operator', message: 'said by bob: odd' } },
    });
  });

  it('finds a release by its id, its name, its run, and the end of its id', async () => {
    const [release] = (await listed(1, 'sick')).releases;
    if (release === undefined) throw new Error('no release');
    const names = [release.workflowId, release.release, release.runId, release.workflowId.split('/').at(-1)];
    for (const name of names) {
      const { out, err } = await run('show', name ?? '', '--json');
      expect(err).toBe('');
      expect(JSON.parse(out)).toMatchObject({ runId: release.runId, outcome: { kind: 'rolled-back' } });
    }
  });

  it('shows where one stands that runs, and says what is known of one that was refused or cut off', async () => {
    const running = await begin('waiting');
    await eventually(async () => {
      const { out } = await run('show', 'by-hand-waiting-local');
      expect(out).toContain('waiting on local: running, waiting-for-approval');
      expect(out).toContain('waits for "promote"');
    }, 20_000);
    await running.terminate('by a test');
    const cut = await run('show', 'by-hand-waiting-local');
    expect(cut.out).toMatch(/^waiting on local: cut off/);
    expect(cut.out).toContain('terminate');
    expect(cut.out).toContain('by a test');
    const refused = await run('show', 'by-hand-wrong-local');
    expect(refused.out).toMatch(/^wrong on local: refused/);
    expect(refused.out).toContain('app.id: "x" is taken');
  });

  it('says how to list releases when there is none of the name, and refuses what is none', async () => {
    const nothing = await run('show', 'shop');
    expect(nothing.code).toBe(1);
    expect(nothing.err).toContain('no release "shop" is known');
    expect(nothing.err).toContain('npx pacer history shop');
    const lock = await run('show', 'pacer/service/local/good');
    expect(lock.code).toBe(2);
    expect(lock.err).toContain('workflow pacer/service/local/good is no release: its type is serviceLock');
  });
});
