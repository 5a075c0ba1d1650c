import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsFor } from '../../src/domain/commands.ts';
import type { Command, ReleaseState } from '../../src/domain/status.ts';
import { confirmed } from '../../src/cli/confirm.ts';
import { finality } from '../../src/cli/finality.ts';
import { paintsFor } from '../../src/cli/print.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { pacerAtATerminal } from './support/at-a-terminal.ts';
import { pacer, specOf } from './support/pacer.ts';
import { startScriptedTemporal, type ScriptedTemporal } from './support/scripted-worker.ts';

describe('what cannot be taken back', () => {
  const ENDS = 'the release ends';
  const REMOVED = 'the old version is removed';
  const LOST = 'the work that those tasks still have is lost';
  it.each<[Command, ReleaseState, string | undefined]>([
    ['abort', 'running', ENDS],
    ['abort', 'holding', ENDS],
    ['abort', 'queued', ENDS],
    ['reject', 'waiting-for-approval', ENDS],
    ['undo', 'baking', ENDS],
    ['promote', 'baking', REMOVED],
    ['skip', 'baking', REMOVED],
    ['promote', 'drain-overdue', LOST],
    ['skip', 'drain-overdue', LOST],
    ['skip', 'draining', LOST],
    ['approve', 'waiting-for-approval', undefined],
    ['promote', 'waiting-for-approval', undefined],
    ['promote', 'observing', undefined],
    ['skip', 'analysing', undefined],
    ['skip', 'asking', undefined],
    ['pause', 'running', undefined],
    ['resume', 'paused', undefined],
    ['retry', 'step-failed', undefined],
  ])('%s while it is %s: %s', (command, state, sentence) => {
    expect(commandsFor(state).map((it) => it.command)).toContain(command);
    if (sentence === undefined) expect(finality(command, { state })).toBeUndefined();
    else expect(finality(command, { state })).toContain(sentence);
  });

  it.each<[Command, string | undefined]>([
    ['abort', ENDS],
    ['promote', 'nobody can tell'],
    ['skip', 'nobody can tell'],
    ['approve', undefined],
    ['pause', undefined],
  ])('%s while no worker answers: %s', (command, sentence) => {
    if (sentence === undefined) expect(finality(command, undefined)).toBeUndefined();
    else expect(finality(command, undefined)).toContain(sentence);
  });

  it.each<[Command, ReleaseState, readonly string[]]>([
    ['approve', 'waiting-for-approval', [REMOVED]],
    ['promote', 'waiting-for-approval', [REMOVED]],
    ['promote', 'paused', [REMOVED]],
    ['resume', 'paused', [REMOVED]],
    ['resume', 'holding', [REMOVED]],
    ['retry', 'step-failed', [REMOVED]],
    ['skip', 'asking', [REMOVED]],
    ['skip', 'draining', [LOST, REMOVED]],
    ['abort', 'paused', [ENDS]],
  ])('%s while it is %s, where nothing but the removal follows: %s', (command, state, sentences) => {
    for (const it of sentences) expect(finality(command, { state, lastWord: true })).toContain(it);
  });

  it('is nothing where a pause is asked for, even then', () => {
    expect(finality('pause', { state: 'baking', lastWord: true })).toBeUndefined();
  });

  it('is an approval of the gate before the old version is removed, and all that promote --full ends', () => {
    const gate = { name: 'last', place: 'before remove-stable', openedAt: '', approvals: 1, answers: [] };
    expect(finality('approve', { state: 'waiting-for-approval', gate })).toContain(REMOVED);
    expect(finality('promote', { state: 'running' }, { full: true })).toContain('nobody is asked any more');
  });
});

describe('a question', () => {
  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
    ['', false],
  ])('answered with %j is %s', async (typed, expected) => {
    const input = new PassThrough();
    input.end(typed);
    const output = new PassThrough();
    expect(await confirmed('Go ahead?', { input, output })).toBe(expected);
    expect(String(output.read())).toContain('Go ahead? [y/N] ');
  });
});

it.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{}, {}, false],
  [{}, { CI: '1', FORCE_COLOR: '1' }, false],
])('to %j with %j there are colours: %s', (stream, env, expected) => {
  expect(paintsFor(stream, env).good('x') !== 'x').toBe(expected);
});

describe('abort', () => {
  let temporal: ScriptedTemporal;
  const there = () => ({ TEMPORAL_ADDRESS: temporal.env.address, NO_COLOR: '1' });
  beforeAll(async () => {
    temporal = await startScriptedTemporal();
  });
  afterAll(() => temporal.stop());

  async function begin(service: string) {
    const handle = await temporal.env.client.workflow.start('blueGreen', {
      workflowId: `by-hand-${service}`,
      taskQueue: TASK_QUEUE,
      args: [JSON.parse(specOf(service))],
    });
    await eventually(async () => {
      const { out } = await pacer(['status', service, '--json'], there());
      expect(out).toContain('"state":"waiting-for-approval"');
    }, 30_000);
    return handle;
  }

  it('asks a person at a terminal, and sends nothing for a no, a Ctrl-C or a Ctrl-D', async () => {
    const handle = await begin('shop');
    for (const answer of ['n\r', '\x03', '\x04']) {
      const { code, shown } = await pacerAtATerminal(['abort', 'shop'], answer, there());
      expect(code).toBe(1);
      expect(shown).toContain('abort the release of "shop" on target "local": go back at once');
      expect(shown).toContain('nothing was sent: the release goes on as before');
      expect(shown).toContain('add --yes');
    }
    expect((await handle.describe()).status.name).toBe('RUNNING');
    const { code, shown } = await pacerAtATerminal(['abort', 'shop', '--reason', 'odd'], 'y\r', there());
    expect({ code, shown }).toMatchObject({ code: 0 });
    expect(shown).toContain('abort is heard by the release of "shop"');
    expect(await handle.result()).toMatchObject({ kind: 'aborted' });
  });

  it('does not ask with --yes, nor in a script, and answers in JSON', async () => {
    await begin('hat');
    const typed = await pacerAtATerminal(['abort', 'hat', '--yes'], '', there());
    expect(typed.code).toBe(0);
    expect(typed.shown).not.toContain('[y/N]');
    const handle = await begin('coat');
    const { code, out } = await pacer(['abort', 'coat', '--by', 'ann', '--json'], there());
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      command: 'abort',
      service: 'coat',
      target: 'local',
      workflowId: handle.workflowId,
      runId: handle.firstExecutionRunId,
      by: 'ann',
      through: 'update',
      effect: 'go back at once',
    });
  });
});
