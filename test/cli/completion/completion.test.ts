import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashCompletion } from '../../../src/cli/completion/bash.ts';
import { fishCompletion } from '../../../src/cli/completion/fish.ts';
import { grammarOf, type VerbGrammar } from '../../../src/cli/completion/grammar.ts';
import { zshCompletion } from '../../../src/cli/completion/zsh.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { TASK_QUEUE } from '../../../workflows/messages.ts';
import { eventually } from '../../support/eventually.ts';
import { pacer, specOf } from '../support/pacer.ts';
import { startScriptedTemporal, type ScriptedTemporal } from '../support/scripted-worker.ts';

const ask = ['echo', 'shop'];
const verbs: readonly VerbGrammar[] = [
  {
    name: 'status',
    summary: "show a release's state",
    options: [
      { flags: ['-w', '--watch'], about: 'follow [it] to its end: live' },
      { flags: ['--form'], about: 'its form', value: { kind: 'words', words: ['tree', 'lines'] } },
      { flags: ['--config'], about: 'a file', value: { kind: 'files' } },
      { flags: ['--reason'], about: 'why', value: { kind: 'free' } },
    ],
    argument: { kind: 'services' },
  },
  { name: 'release', summary: 'release it', options: [], argument: { kind: 'files' } },
  { name: 'doctor', summary: 'look around', options: [], argument: { kind: 'words', words: [] } },
];

it.each([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
])('the script for %s is as it was when somebody tried it', async (shell, script) => {
  await expect(script(verbs, ask)).toMatchFileSnapshot(`../golden/completion-${shell}.txt`);
});

describe('in bash', () => {
  const script = bashCompletion(grammarOf(createProgram()), ['printf', 'shop\\nshop-api\\ncart\\n']);

  /** What a person gets who has typed so many words, the last one not to its end. */
  async function completed(...typed: readonly string[]): Promise<readonly string[]> {
    const look = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pacer; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await execa('bash', ['-c', `${script}\n${look}`, 'bash', 'pacer', ...typed]);
    return stdout.split('\n').filter((it) => it !== '');
  }

  it.each([
    [['ab'], ['abort']],
    [['sho'], ['show']],
    [
      ['status', ''],
      ['shop', 'shop-api', 'cart'],
    ],
    [['abort', 'shop-'], ['shop-api']],
    [['status', 'shop', '--wa'], ['--watch']],
    [['status', 'shop', '-w', '--js'], ['--json']],
    [['worker', '--log-level', 'de'], ['debug']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'services'],
    ],
    [['abort', 'shop', '--reason', ''], []],
    [['doctor', ''], []],
    [['nothing', '-'], []],
  ])('%j is completed by %j', async (typed, expected) => {
    expect(await completed(...typed)).toEqual(expected);
  });
});

describe('the services', () => {
  let temporal: ScriptedTemporal;
  beforeAll(async () => {
    temporal = await startScriptedTemporal();
  });
  afterAll(() => temporal.stop());

  it('are those that Temporal knows', async () => {
    for (const service of ['good', 'sick', 'stuck'])
      await temporal.env.client.workflow.execute('blueGreen', {
        workflowId: `by-hand-${service}`,
        taskQueue: TASK_QUEUE,
        args: [JSON.parse(specOf(service))],
      });
    await eventually(async () => {
      const { code, out } = await pacer(['completion', 'services'], {
        TEMPORAL_ADDRESS: temporal.env.address,
      });
      expect({ code, out }).toEqual({ code: 0, out: 'good\nsick\nstuck' });
    }, 30_000);
  });

  it('are none, without a word, where Temporal is not there', async () => {
    const said = await pacer(['completion', 'services'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(said).toEqual({ code: 0, out: '', err: '' });
  });
});

it('a script can be loaded as it is printed', async () => {
  const { code, out } = await pacer(['completion', 'bash']);
  expect(code).toBe(0);
  await execa('bash', ['-n', '-c', out]);
});
