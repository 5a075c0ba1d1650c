import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { commandsFor, commandTable, effectOf, whyNot } from '../../src/domain/commands.ts';
import { formatted } from '../support/markdown.ts';

describe('the commands of a state', () => {
  it('are those that do something there', () => {
    expect(commandsFor('paused').map((it) => it.command)).toEqual(['resume', 'promote', 'abort']);
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

  it('are the table of the operating guide', async () => {
    const guide = new URL('../../docs/operating.md', import.meta.url);
    const shown = /<!-- commands -->([^]*)<!-- \/commands -->/.exec(await readFile(guide, 'utf8'))?.[1];
    expect(shown?.trim()).toBe(await formatted(commandTable()));
  });
});
