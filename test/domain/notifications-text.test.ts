import { expect, it } from 'vitest';
import { noticeBody } from '../../src/domain/notifications-text.ts';
import { withoutRecords, type Notice } from '../../src/domain/notifications.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { aNotice } from '../support/notices.ts';

const cause = { kind: 'unhealthy', message: 'shop-b.1 on 10.0.0.7 is unhealthy' } as const;

const outcome: Outcome = {
  kind: 'rolled-back',
  service: 'shop',
  target: 'production',
  release: 'ship-it/0a1b2c3d',
  summary: '/shop-a serves shop with 3 tasks, as before; /shop-b is gone',
  cause,
  serving: { appId: '/shop-a', instances: 3 },
  removed: '/shop-b',
  exposureMs: 1_200,
  startedAt: '2026-03-04T05:00:00.000Z',
  endedAt: '2026-03-04T05:06:07.000Z',
  durationMs: 367_000,
  steps: [{ step: 1, title: 'launch green', direction: 'release', state: 'done' }],
  checks: [],
};

const ended: Partial<Notice> = {
  event: 'finished',
  state: 'finished',
  message: outcome.summary,
  outcome: withoutRecords(outcome),
  commands: [],
};

it.each<[string, Partial<Notice>, string]>([
  [
    'a pause, with what can be done',
    {},
    'shop on production: paused: paused by an operator before the next step. Next: npx pacer resume shop --target production (go on), npx pacer abort shop --target production (go back at once). [blue-green release ship-it/0a1b2c3d]',
  ],
  [
    'the weight of a canary',
    {
      event: 'weight-changed',
      procedure: 'canary',
      weight: 1_250,
      message: 'setWeight 12.5 %',
      commands: [],
    },
    'shop on production: weight changed at 12.5 %: setWeight 12.5 %. [canary release ship-it/0a1b2c3d]',
  ],
  [
    'an end by its kind, with its cause',
    ended,
    'shop on production: release rolled-back: /shop-a serves shop with 3 tasks, as before; /shop-b is gone. Cause: shop-b.1 on 10.0.0.7 is unhealthy. [blue-green release ship-it/0a1b2c3d]',
  ],
  [
    'an end that leaves something to do',
    {
      ...ended,
      outcome: { ...withoutRecords(outcome), kind: 'failed', nextStep: 'Look at /shop-b in Marathon' },
    },
    'shop on production: release failed: /shop-a serves shop with 3 tasks, as before; /shop-b is gone. Cause: shop-b.1 on 10.0.0.7 is unhealthy. Look at /shop-b in Marathon. [blue-green release ship-it/0a1b2c3d]',
  ],
  [
    'a cause once, where the message has it',
    { event: 'stuck', cause, message: `could not roll back: ${cause.message}`, commands: [] },
    'shop on production: STUCK: could not roll back: shop-b.1 on 10.0.0.7 is unhealthy. [blue-green release ship-it/0a1b2c3d]',
  ],
  [
    'words of others, which call nobody',
    { message: 'pause by ann: <!channel> a & b\nsecond line', commands: [] },
    'shop on production: paused: pause by ann: &lt;!channel&gt; a &amp; b second line. [blue-green release ship-it/0a1b2c3d]',
  ],
])('the text for Slack tells %s', (_, different, text) => {
  expect(JSON.parse(noticeBody('slack', aNotice(different)))).toEqual({ text });
});

it('the text for Slack is shortened', () => {
  const { text } = JSON.parse(noticeBody('slack', aNotice({ message: 'x'.repeat(9_000) }))) as {
    text: string;
  };
  expect(text).toHaveLength(3_003);
});

it('the generic object has the fields of the documents', () => {
  expect(JSON.parse(noticeBody('generic', aNotice({ ...ended, weight: 0, cause })))).toEqual({
    version: 1,
    event: 'finished',
    sequence: 3,
    at: '2026-03-04T05:06:07.000Z',
    release: 'ship-it/0a1b2c3d',
    workflowId: 'ship-it',
    runId: '0a1b2c3d-run',
    service: 'shop',
    target: 'production',
    procedure: 'blue-green',
    state: 'finished',
    message: outcome.summary,
    weightPercent: 0,
    cause,
    outcome: {
      kind: 'rolled-back',
      service: 'shop',
      target: 'production',
      release: 'ship-it/0a1b2c3d',
      summary: outcome.summary,
      cause,
      serving: { appId: '/shop-a', instances: 3 },
      removed: '/shop-b',
      exposureMs: 1_200,
      startedAt: '2026-03-04T05:00:00.000Z',
      endedAt: '2026-03-04T05:06:07.000Z',
      durationMs: 367_000,
    },
    commands: [],
  });
});

it('the generic object leaves out what there is not, and says how to type a command', () => {
  const body = JSON.parse(noticeBody('generic', aNotice())) as object;
  expect(Object.keys(body).slice(-3)).toEqual(['state', 'message', 'commands']);
  expect(body).toMatchObject({
    commands: [
      { command: 'resume', effect: 'go on', line: 'npx pacer resume shop --target production' },
      { command: 'abort', line: 'npx pacer abort shop --target production' },
    ],
  });
});
