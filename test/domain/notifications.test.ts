import { expect, it } from 'vitest';
import { z } from 'zod';
import { checkContacts, type KnownContact } from '../../src/domain/notifications-known.ts';
import { contactsInSpec } from '../../src/domain/notifications-spec.ts';
import { judgeHook, type HookAnswer } from '../../src/domain/notifications-verdict.ts';
import { EVENTS, type Hook } from '../../src/domain/notifications.ts';
import { renderProblem } from '../../src/domain/problem.ts';
import { schemaProblems } from '../../src/domain/schema-problems.ts';

const schema = z.strictObject(contactsInSpec);
const known: Record<string, KnownContact> = {
  ops: { format: 'slack', events: ['finished', 'stuck'] },
  audit: { format: 'generic' },
};

/** What a spec comes to with the worker's names: the contacts, or the problems. */
function contactsOf(input: object) {
  const parsed = schema.safeParse(input);
  const check = parsed.success ? checkContacts(parsed.data, known) : undefined;
  if (check?.kind === 'ok') return check.contacts;
  const problems = check?.problems ?? schemaProblems(schema, input, parsed.error!, 'spec');
  return problems.map(renderProblem);
}

it.each<[string, object, object]>([
  ['nobody', {}, { subscriptions: [], hooks: [] }],
  [
    'names alone, with the events of the configuration',
    { notifications: ['ops', 'audit'] },
    {
      subscriptions: [
        { to: 'ops', events: ['finished', 'stuck'] },
        { to: 'audit', events: EVENTS },
      ],
      hooks: [],
    },
  ],
  [
    'events of its own',
    { notifications: [{ to: 'ops', events: ['stuck'] }, { to: 'audit' }] },
    {
      subscriptions: [
        { to: 'ops', events: ['stuck'] },
        { to: 'audit', events: EVENTS },
      ],
      hooks: [],
    },
  ],
  [
    'hooks, with their defaults',
    {
      hooks: [
        { at: 'pre-traffic', to: 'audit' },
        { at: 'pre-retire', to: 'audit', timeout: '2s', onFailure: 'go' },
      ],
    },
    {
      subscriptions: [],
      hooks: [
        { at: 'pre-traffic', to: 'audit', timeoutMs: 300_000, onFailure: 'roll-back' },
        { at: 'pre-retire', to: 'audit', timeoutMs: 2_000, onFailure: 'go' },
      ],
    },
  ],
])('a spec may tell and ask %s', (_, input, contacts) => {
  expect(contactsOf(input)).toEqual(contacts);
});

it.each<[string, object, string]>([
  [
    'a name that is not known',
    { notifications: ['audit', 'opps'] },
    'notifications[1].to: "opps" is not one of the notifications in the worker\'s configuration (it has: ops, audit); did you mean "ops"? Else add it and restart the worker',
  ],
  [
    'a name that objects have by nature',
    { notifications: ['constructor'] },
    'notifications[0].to: "constructor" is not one of the notifications in the worker\'s configuration (it has: ops, audit). Name one of those, or add it and restart the worker',
  ],
  [
    'a hook that is not known',
    { hooks: [{ at: 'pre-traffic', to: 'nobody' }] },
    'hooks[0].to: "nobody" is not one of the notifications',
  ],
  [
    'a hook that has no word for a verdict',
    { hooks: [{ at: 'pre-traffic', to: 'ops' }] },
    'hooks[0].to: "ops" cannot be asked: its format is "slack"',
  ],
  [
    'an event that the configuration keeps from it',
    { notifications: [{ to: 'ops', events: ['finished', 'paused'] }] },
    'notifications[0].events[1]: "paused" is not told to "ops": its events in the worker\'s configuration are finished, stuck',
  ],
  [
    'an event that there is not',
    { notifications: [{ to: 'ops', events: ['finish'] }] },
    'notifications[0].events[0]: "finish" must be one of "started", "gate-open", "paused", "batch-done", "weight-changed", "check-failed", "rolled-back", "finished", "stuck"; did you mean "finished"?',
  ],
  ['no event', { notifications: [{ to: 'ops', events: [] }] }, 'events: [] must not be empty'],
  [
    'an unknown field',
    { notifications: [{ to: 'ops', event: ['stuck'] }] },
    'notifications[0].event: ["stuck"] is not a field here; did you mean "events"?',
  ],
  ['a number', { notifications: [7] }, 'notifications[0]: 7 must be text (put it in quotes)'],
  [
    'another place',
    { hooks: [{ at: 'pre-trafic', to: 'audit' }] },
    'hooks[0].at: "pre-trafic" must be one of "pre-traffic", "pre-retire"; did you mean "pre-traffic"?',
  ],
  [
    'no time',
    { hooks: [{ at: 'pre-traffic', to: 'audit', timeout: '0s' }] },
    'hooks[0].timeout: "0s" must be more than zero',
  ],
  [
    'another word for what follows',
    { hooks: [{ at: 'pre-traffic', to: 'audit', onFailure: 'rollback' }] },
    'hooks[0].onFailure: "rollback" must be one of "roll-back", "hold", "go"; did you mean "roll-back"?',
  ],
])('a spec is refused for %s', (_, input, problem) => {
  expect(contactsOf(input)).toEqual([expect.stringContaining(problem) as string]);
});

it('without a name in the configuration, says so', () => {
  const check = checkContacts({ notifications: [{ to: 'ops' }] }, {});
  expect(check).toMatchObject({
    problems: [{ remedy: expect.stringContaining('(it has: none). Name one of those') as string }],
  });
});

const hook: Hook = { at: 'pre-traffic', to: 'audit', timeoutMs: 1_000, onFailure: 'roll-back' };
const silent: HookAnswer = { kind: 'unanswered', message: '"audit" answered 503' };

it.each<[string, Partial<Hook>, HookAnswer, object]>([
  ['go', {}, { kind: 'answered', verdict: 'go' }, { kind: 'go', message: 'audit says go (pre-traffic)' }],
  [
    'hold',
    {},
    { kind: 'answered', verdict: 'hold', reason: 'freeze' },
    {
      kind: 'hold',
      message: 'audit says hold (pre-traffic): freeze',
      cause: { kind: 'hook', message: 'audit says hold (pre-traffic): freeze' },
    },
  ],
  [
    'roll-back',
    { onFailure: 'go' },
    { kind: 'answered', verdict: 'roll-back', reason: 'slow' },
    {
      kind: 'roll-back',
      message: 'audit says roll-back (pre-traffic): slow',
      cause: { kind: 'hook', message: 'audit says roll-back (pre-traffic): slow' },
    },
  ],
  [
    'nothing, and that turns back',
    {},
    silent,
    {
      kind: 'roll-back',
      message: 'audit gave no verdict (pre-traffic; onFailure: roll-back): "audit" answered 503',
      cause: { kind: 'hook' },
    },
  ],
  ['nothing, and that holds', { onFailure: 'hold' }, silent, { kind: 'hold', cause: { kind: 'hook' } }],
  [
    'nothing, and that lets go',
    { onFailure: 'go' },
    silent,
    { kind: 'go', message: 'audit gave no verdict (pre-traffic; onFailure: go): "audit" answered 503' },
  ],
])('a hook that answers %s is followed', (_, different, answer, decision) => {
  expect(judgeHook({ ...hook, ...different }, answer)).toMatchObject(decision);
});
