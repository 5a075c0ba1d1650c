import { describe, expect, it } from 'vitest';
import { isStillMeant, type Asked } from '../../../src/cli/operator/still-meant.ts';
import { effectOf } from '../../../src/domain/commands.ts';
import type { Command, ReleaseState } from '../../../src/domain/status.ts';

const gateOf = (name: string, openedAt = 'ten') => ({
  gate: { name, place: 'before traffic', openedAt, approvals: 1, answers: [] },
});
const waitFrom = (since: string) => ({ wait: { reason: 'tasks', owner: 'app', since } as const });
const stands = (
  command: Command,
  state: ReleaseState,
  more: Omit<NonNullable<Asked['status']>, 'state'> = {},
) => ({
  effect: effectOf(state, command) ?? '',
  status: { state, ...more },
});
const nobody: Asked = { effect: 'it takes effect later' };

describe('a yes that was given for', () => {
  it.each<[string, Command, (it: Command) => readonly [Asked, Asked], boolean]>([
    [
      'a way back counts while it goes on',
      'abort',
      (it) => [stands(it, 'running'), stands(it, 'draining')],
      true,
    ],
    [
      'a way back counts behind a gate',
      'abort',
      (it) => [stands(it, 'waiting-for-approval', gateOf('a')), stands(it, 'running')],
      true,
    ],
    [
      'a way back does not count where it ends all',
      'abort',
      (it) => [stands(it, 'running'), stands(it, 'holding')],
      false,
    ],
    ['a way back counts while no worker answers', 'abort', (it) => [stands(it, 'running'), nobody], true],
    [
      'a gate counts there',
      'reject',
      (it) => [
        stands(it, 'waiting-for-approval', gateOf('a')),
        stands(it, 'waiting-for-approval', gateOf('a')),
      ],
      true,
    ],
    [
      'a gate does not count at the next',
      'reject',
      (it) => [
        stands(it, 'waiting-for-approval', gateOf('a')),
        stands(it, 'waiting-for-approval', gateOf('b')),
      ],
      false,
    ],
    [
      'a gate does not count when it is open again',
      'approve',
      (it) => [
        stands(it, 'waiting-for-approval', gateOf('a')),
        stands(it, 'waiting-for-approval', gateOf('a', 'two')),
      ],
      false,
    ],
    [
      'the bake counts there',
      'promote',
      (it) => [stands(it, 'baking', waitFrom('ten')), stands(it, 'baking', waitFrom('ten'))],
      true,
    ],
    [
      'the bake does not count at a gate',
      'promote',
      (it) => [stands(it, 'baking'), stands(it, 'waiting-for-approval', gateOf('a'))],
      false,
    ],
    [
      'a drain does not count for the next one',
      'skip',
      (it) => [stands(it, 'draining', waitFrom('ten')), stands(it, 'draining', waitFrom('two'))],
      false,
    ],
    [
      'what can be taken back does not count for the last word',
      'skip',
      (it) => [stands(it, 'draining'), stands(it, 'draining', { lastWord: true })],
      false,
    ],
    ['an unknown state counts while it is unknown', 'skip', () => [nobody, nobody], true],
    [
      'an unknown state does not count once it is known',
      'skip',
      (it) => [nobody, stands(it, 'draining')],
      false,
    ],
  ])('%s', (_, command, from, expected) => {
    const [asked, now] = from(command);
    expect(isStillMeant(command, {}, asked, now)).toBe(expected);
  });
});
