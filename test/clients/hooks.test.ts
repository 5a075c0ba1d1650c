import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createContact, type ContactSettings } from '../../src/clients/hooks.ts';
import { NoticeNotTaken } from '../../src/clients/hooks-errors.ts';
import { signature } from '../../src/clients/hooks-signature.ts';
import { Secret } from '../../src/clients/secret.ts';
import { noticeBody } from '../../src/domain/notifications-text.ts';
import { aNotice } from '../support/notices.ts';
import { closedPort, json, rejection, startOddServer } from './odd-server.ts';

function aContact(url: string, different: Partial<ContactSettings> = {}) {
  return createContact('ops', { format: 'generic', url: new Secret(url), timeoutMs: 2_000, ...different });
}

type Answer = (response: ServerResponse) => void;

async function asked(answer: Answer) {
  const server = await startOddServer((_, response) => {
    answer(response);
  });
  return aContact(`${server.url}/hooks/T0K3N`).ask(aNotice({ event: 'pre-traffic' }));
}

describe('a contact is told', () => {
  it('by a POST of the notice, with its event and its key', async () => {
    const server = await startOddServer((_, response) => response.writeHead(204).end());
    await aContact(`${server.url}/hooks/T0K3N?a=b`).tell(aNotice());
    expect(server.seen).toMatchObject([
      {
        method: 'POST',
        url: '/hooks/T0K3N?a=b',
        body: noticeBody('generic', aNotice()),
        headers: { 'content-type': 'application/json', 'pacer-event': 'paused', 'user-agent': 'Pacer' },
      },
    ]);
    expect(server.seen[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
    expect(server.seen[0]!.headers['pacer-signature']).toBeUndefined();
  });

  it('in the words of its format', async () => {
    const server = await startOddServer((_, response) => response.end('ok'));
    await aContact(server.url, { format: 'slack' }).tell(aNotice());
    expect(server.seen[0]!.body).toBe(noticeBody('slack', aNotice()));
  });

  it('under the same key each time, another one for another notice or another name', async () => {
    const server = await startOddServer((_, response) => response.end());
    const settings = { format: 'generic', url: new Secret(server.url), timeoutMs: 2_000 } as const;
    const ops = createContact('ops', settings);
    await ops.tell(aNotice());
    await createContact('ops', settings).tell(aNotice({ message: 'other words' }));
    await ops.tell(aNotice({ key: 'ship-it/0a1b2c3d-run/4' }));
    await createContact('audit', settings).tell(aNotice());
    await ops.tell(aNotice({ key: 'Läufe\nmit Umbruch/run/1' }));
    const keys = server.seen.map((it) => it.headers['idempotency-key']);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(4);
  });

  it('with a signature over time and body, where there is a key for it', async () => {
    const server = await startOddServer((_, response) => response.end());
    await aContact(server.url, { signingSecret: new Secret('hunter2') }).tell(aNotice());
    const [{ headers, body }] = server.seen as [(typeof server.seen)[0]];
    const [, at = '', mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['pacer-signature'])) ?? [];
    expect(Math.abs(Number(at) - Date.now() / 1000)).toBeLessThan(30);
    expect(mac).toBe(createHmac('sha256', 'hunter2').update(`${at}.${body}`).digest('hex'));
  });

  it('with the signature of the documents', () => {
    expect(signature(new Secret('whsec'), 1_700_000_000, '{"version":1}')).toBe(
      't=1700000000,v1=c22956232e59a37a9f79f38413ceacd0a7b9022460e235712ac35c0ce8b05f1b',
    );
  });
});

describe('what was not taken is thrown with what to do', () => {
  it.each<[string, Answer, string]>([
    ['an error', (it) => it.writeHead(500).end('T0K3N'), '"ops" answered 500. Check it'],
    ['a refusal', (it) => it.writeHead(404).end('Cannot POST /hooks/T0K3N'), '"ops" answered 404'],
    [
      'a redirect',
      (it) => it.writeHead(302, { location: '/elsewhere' }).end(),
      '"ops" answered 302, and a redirect is not followed: its url must be the one that it leads to',
    ],
    ['a broken answer', (it) => it.destroy(), '"ops" gave no whole answer (ECONNRESET)'],
    ['a flood', (it) => it.end('x'.repeat(200_000)), '"ops" gave no whole answer (ERR_BAD_RESPONSE)'],
  ])('%s', async (_, answer, message) => {
    const server = await startOddServer((_request, response) => {
      answer(response);
    });
    const contact = aContact(`${server.url}/hooks/T0K3N`, { signingSecret: new Secret('hunter2') });
    const error = await rejection(contact.tell(aNotice()));
    expect(error).toBeInstanceOf(NoticeNotTaken);
    expect(error.message).toContain(message);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/T0K3N|hunter2|127\.0\.0\.1/);
    expect(server.seen).toHaveLength(1);
  });

  it('silence, after the time of the configuration', async () => {
    const server = await startOddServer(() => undefined);
    const error = await rejection(aContact(server.url, { timeoutMs: 100 }).tell(aNotice()));
    expect(error.message).toContain('"ops" gave no answer within 100 ms');
  });

  it('nobody there', async () => {
    const error = await rejection(aContact(`http://127.0.0.1:${closedPort}/T0K3N`).tell(aNotice()));
    expect(error.message).toContain('"ops" cannot be reached (ECONNREFUSED)');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/T0K3N|127\.0\.0\.1/);
  });

  it.each([
    ['7', 7_000],
    [new Date(Date.now() + 3_600_000).toUTCString(), 3_600_000],
    [new Date(0).toUTCString(), 0],
    ['soon', undefined],
  ])('with the pause that Retry-After: %s asks for', async (header, expected) => {
    const server = await startOddServer((_, it) => it.writeHead(429, { 'retry-after': header }).end());
    const error = await rejection(aContact(server.url).tell(aNotice()));
    const wantedMs = error instanceof NoticeNotTaken ? error.retryAfterMs : NaN;
    if (expected === undefined || expected < 10_000) expect(wantedMs).toBe(expected);
    else expect(Math.abs((wantedMs ?? 0) - expected)).toBeLessThan(60_000);
  });

  it('the reason of a caller who gave up', async () => {
    const server = await startOddServer(() => undefined);
    const error = await rejection(aContact(server.url).tell(aNotice(), AbortSignal.timeout(50)));
    expect(error.name).toBe('TimeoutError');
  });
});

describe('a contact that is asked', () => {
  it.each<[string, string, object]>([
    ['nothing', '', { verdict: 'go' }],
    ['a space', ' \n', { verdict: 'go' }],
    ['go', '{"verdict":"go"}', { verdict: 'go' }],
    ['go with null for a reason', '{"verdict":"go","reason":null}', { verdict: 'go' }],
    ['hold', '{"verdict":"hold","reason":" too late "}', { verdict: 'hold', reason: 'too late' }],
    ['roll-back', '{"verdict":"roll-back","more":1}', { verdict: 'roll-back' }],
    [
      'a reason that repeats the address',
      '{"verdict":"hold","reason":"see /hooks/T0K3N"}',
      { verdict: 'hold', reason: 'see (hidden)' },
    ],
  ])('may answer %s', async (_, body, expected) => {
    expect(await asked((it) => it.end(body))).toEqual(expected);
  });

  it.each(['ok', '{}', '{"verdict":"maybe"}', '{"verdict":"go","reason":7}', '["go"]', 'null'])(
    'is asked again when it answers %s',
    async (body) => {
      const error = await rejection(asked((it) => it.end(body)));
      expect(error).toBeInstanceOf(NoticeNotTaken);
      expect(error.message).toContain(
        'answered neither {"verdict": "go", "hold" or "roll-back"} nor an empty body',
      );
    },
  );

  it('gives a reason of at most 500 letters', async () => {
    const verdict = await asked((it) => {
      json(it, 200, { verdict: 'hold', reason: 'x'.repeat(5_000) });
    });
    expect(verdict.reason).toHaveLength(500);
  });
});
