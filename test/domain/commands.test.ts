import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  canHold,
  COMMANDS,
  commandsFor,
  commandTable,
  effectOf,
  endsHold,
  whyNot,
} from '../../src/domain/commands.ts';
import type { ReleaseState } from '../../src/domain/status.ts';
import { formatted } from '../support/markdown.ts';

/** Whether `promote --full` does something, in every state. */
const takesFull: Readonly<Record<ReleaseState, boolean>> = {
  starting: true,
  queued: true,
  running: true,
  draining: true,
  asking: true,
  'step-failed': false,
  paused: true,
  'drain-overdue': true,
  'waiting-for-approval': true,
  baking: true,
  observing: true,
  analysing: true,
  inconclusive: true,
  'rolling-back': false,
  removing: false,
  holding: false,
  finished: false,
};
const states = Object.keys(takesFull) as ReleaseState[];

describe('the commands of a state', () => {
  it('are those that do something there', () => {
    expect(commandsFor('paused').map((it) => it.command)).toEqual(['resume', 'promote', 'abort', 'undo']);
    expect(commandsFor('rolling-back')).toEqual([]);
    expect(effectOf('running', 'promote')).toBeUndefined();
  });

  it.each([
    [
      'running',
      'promote',
      '"promote" does nothing while the release is running. Now: "pause" (stop before the next step), "resume" (take back a pause that is still to come), "abort" (go back at once).',
    ],
    ['finished', 'abort', '"abort" does nothing while the release is finished. Now: nothing can be said.'],
  ] as const)('say in %s why %s does nothing, and what does something', (state, command, words) => {
    expect(whyNot(state, command)).toBe(words);
  });

  it.each(states)('in %s: whatever does nothing is answered with all that does something', (state) => {
    const possible = commandsFor(state);
    for (const command of COMMANDS) {
      const isPossible = possible.some((it) => it.command === command);
      expect(effectOf(state, command) !== undefined).toBe(isPossible);
      if (isPossible) continue;
      const why = whyNot(state, command);
      expect(why).toContain(`"${command}" does nothing while the release is ${state}.`);
      for (const it of possible) expect(why).toContain(`"${it.command}" (${it.effect})`);
    }
  });

  it.each(states)(
    'in %s: abort does something, unless it is on its way back, past the last word or over',
    (state) => {
      const isDecided = ['rolling-back', 'removing', 'finished'].includes(state);
      expect(effectOf(state, 'abort') === undefined).toBe(isDecided);
    },
  );

  it.each(Object.entries(takesFull))('in %s: that promote --full does something is %s', (state, does) => {
    const full = effectOf(state as ReleaseState, 'promote', { full: true });
    expect(full !== undefined).toBe(does);
    const plain = effectOf(state as ReleaseState, 'promote');
    if (does)
      expect(full).toBe(
        [plain, 'approve each later gate by this name, and end each later pause']
          .filter(Boolean)
          .join('; then '),
      );
  });

  it('full is a word of promote alone', () => {
    for (const state of states)
      for (const command of COMMANDS.filter((it) => it !== 'promote'))
        expect(effectOf(state, command, { full: true })).toBe(effectOf(state, command));
  });

  it('of a finished release, undo is answered with what undoes it', () => {
    expect(whyNot('finished', 'undo')).toContain('"pacer undo"');
  });

  it('take back a pause only while one is still to come', () => {
    expect(effectOf('running', 'resume')).toBe('take back a pause that is still to come');
    expect(effectOf('running', 'resume', { isPauseToCome: false })).toBeUndefined();
    expect(effectOf('paused', 'resume', { isPauseToCome: true })).toBe('go on');
    expect(commandsFor('running', { isPauseToCome: false }).map((it) => it.command)).toEqual([
      'pause',
      'abort',
    ]);
  });

  it('are the table of the operating guide', async () => {
    const guide = new URL('../../docs/operating.md', import.meta.url);
    const shown = /<!-- commands -->([^]*)<!-- \/commands -->/.exec(await readFile(guide, 'utf8'))?.[1];
    expect(shown?.trim()).toBe(await formatted(commandTable()));
  });
});

/** Whether the guard can hold there, and which words end what it holds for. */
const holds: Readonly<Record<ReleaseState, readonly [boolean, readonly string[]]>> = {
  starting: [true, ['resume']],
  queued: [true, ['resume']],
  running: [true, ['resume']],
  draining: [true, ['resume']],
  asking: [true, ['resume']],
  'step-failed': [true, []],
  paused: [true, ['resume', 'promote']],
  'drain-overdue': [true, []],
  'waiting-for-approval': [true, ['resume']],
  baking: [true, ['resume']],
  observing: [true, ['resume']],
  analysing: [true, ['resume']],
  inconclusive: [true, []],
  'rolling-back': [false, []],
  removing: [false, []],
  holding: [false, []],
  finished: [false, []],
};

describe('a hold of the guard', () => {
  it.each(Object.entries(holds))('in %s: can be is %j', (state, [can, words]) => {
    const is = state as ReleaseState;
    expect(canHold(is)).toBe(can);
    expect((['resume', 'promote'] as const).filter((it) => endsHold(is, it))).toEqual(words);
  });
});
