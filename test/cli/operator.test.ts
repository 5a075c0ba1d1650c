import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReleaseReport } from '../../src/cli/account/report.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { pacerAtATerminal } from './support/at-a-terminal.ts';
import { pacer, specOf } from './support/pacer.ts';
import { startScriptedTemporal, type ScriptedTemporal } from './support/scripted-worker.ts';

let temporal: ScriptedTemporal;
const there = () => ({ TEMPORAL_ADDRESS: temporal.env.address, NO_COLOR: '1' });
const run = (...args: readonly string[]) => pacer(args, there());

beforeAll(async () => {
  temporal = await startScriptedTemporal();
});
afterAll(() => temporal.stop());

async function begin(service: string, state: string) {
  const handle = await temporal.env.client.workflow.start('blueGreen', {
    workflowId: `by-hand-${service}`,
    taskQueue: TASK_QUEUE,
    args: [JSON.parse(specOf(service))],
  });
  await eventually(async () => {
    expect(await handle.query('status')).toMatchObject({ state });
  }, 30_000);
  return handle;
}

describe('a gate for two of three', () => {
  it('refuses who may not answer, counts who may, and goes on with the second', async () => {
    const handle = await begin('gated', 'waiting-for-approval');
    const wrong = await run('approve', 'gated', '--by', 'dave');
    expect({ code: wrong.code, out: wrong.out }).toEqual({ code: 2, out: '' });
    expect(wrong.err).toContain(
      'pacer: dave may not answer the gate "two of three": ann, bob, carl may\n' +
        '  npx pacer pause gated: stop before the next step\n',
    );
    expect(wrong.err).toContain('npx pacer approve gated --gate "two of three" --by NAME: approve\n');
    const misnamed = await run('approve', 'gated', '--gate', 'lunch', '--by', 'ann');
    expect(misnamed.err).toContain('"lunch" is not the gate that is open: that is "two of three"');

    const first = await run('approve', 'gated', '--by', 'ann', '--reason', 'looks good');
    expect(first).toEqual({
      code: 0,
      err: '',
      out:
        'approve is heard by the release of "gated" on target "local": approve\n' +
        '  gate "two of three", before retire-blue: 1 of 2 approvals; ann, bob or carl may answer\n' +
        '  watch it: npx pacer status gated --watch',
    });
    const answers = ['approve by ann: looks good', 'approve by dave (does not count: dave may not answer'];
    const { out: shown } = await run('status', 'gated');
    for (const text of answers) expect(shown).toContain(text);

    const second = await run('approve', '--workflow-id', 'by-hand-gated', '--by', 'bob', '--json');
    expect(JSON.parse(second.out)).toMatchObject({ by: 'bob', through: 'update', effect: 'approve' });
    expect(JSON.parse(second.out)).not.toHaveProperty('open');
    expect(await handle.result()).toMatchObject({ kind: 'released' });
    const late = await run('reject', 'gated');
    expect(late.code).toBe(1);
    expect(late.err).toContain('no release of "gated" is running on target "local"');
    expect(late.err).toContain('npx pacer undo gated');
  });
});

describe('which release is meant', () => {
  it('is said by a service or a workflow id, and they have to agree', async () => {
    const handle = await begin('hat', 'waiting-for-approval');
    const nothing = await run('pause');
    expect(nothing.code).toBe(2);
    expect(nothing.err).toContain('give the name of its SERVICE, or its id with --workflow-id ID');
    const other = await run('abort', 'shop', '--workflow-id', 'by-hand-hat');
    expect(other.code).toBe(2);
    expect(other.err).toContain('by-hand-hat is a release of "hat" on target "local", not of "shop"');
    const rejected = await pacerAtATerminal(['reject', 'hat', '--reason', 'Friday'], 'y\r', there());
    expect(rejected.shown).toContain('go back, with the reason; the release ends with it');
    expect(await handle.result()).toMatchObject({
      kind: 'rolled-back',
      cause: { message: expect.stringContaining('Friday') as string },
    });
  });
});

describe('undo', () => {
  it('is a command while the old version is kept: at a gate, and in the bake', async () => {
    const early = await begin('coat', 'waiting-for-approval');
    const said = await run('undo', 'coat');
    expect({ code: said.code, err: said.err }).toEqual({ code: 0, err: '' });
    expect(said.out).toContain('undo is heard by the release of "coat" on target "local": go back at once');
    expect(await early.result()).toMatchObject({ kind: 'aborted' });

    const handle = await begin('baking', 'baking');
    const undone = await run('undo', 'baking', '--by', 'ann', '--watch', '--json');
    expect(undone.code).toBe(5);
    expect(JSON.parse(undone.out)).toMatchObject({
      kind: 'aborted',
      cause: { message: expect.stringContaining('said by ann') as string },
    });
    expect(await handle.result()).toMatchObject({ kind: 'aborted' });
    const again = await run('undo', 'baking');
    expect(again.code).toBe(2);
    expect(again.err).toContain('it was aborted and has been undone by that');
  });

  it('is a new release of the version before once it has ended, after a yes, and can be undone', async () => {
    await (await begin('good', 'finished')).result();
    const no = await pacerAtATerminal(['undo', 'good'], 'n\r', there());
    expect(no.code).toBe(1);
    expect(no.shown).toContain('comes back  /good, version before, 3 tasks');
    expect(no.shown).toContain('nothing was started: the version that serves now goes on');

    const undone = await run('undo', 'good', '--by', 'ann', '--reason', 'complaints', '--json');
    expect(undone.code).toBe(0);
    const { workflowId, undoes } = JSON.parse(undone.out) as Record<string, string>;
    expect(undoes).toBe('by-hand-good');
    const report = JSON.parse((await run('show', workflowId ?? '', '--json')).out) as ReleaseReport;
    expect(report).toMatchObject({
      by: 'ann',
      reason: 'undo of by-hand-good: complaints',
      result: 'released',
    });
    const again = await run('undo', 'good', '--watch');
    expect(again.code).toBe(0);
    expect(again.err).toContain(`undoes      ${report.release}`);
  });

  it('of a change that is not the last one is refused in a script, unless it says --yes', async () => {
    const { err } = await run('undo', '--workflow-id', 'by-hand-good');
    expect(err).toContain('that is not the last one');
    expect(err).toContain('add: --yes');
    expect((await run('undo', '--workflow-id', 'by-hand-good', '--yes', '--json')).code).toBe(0);
  });

  it('has nothing to undo of a first release', async () => {
    await (await begin('first', 'finished')).result();
    const { code, err } = await run('undo', 'first');
    expect(code).toBe(2);
    expect(err).toContain('it was the first release of "first": there is no version before it');
  });
});
