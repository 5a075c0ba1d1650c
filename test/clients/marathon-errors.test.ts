import { inspect } from 'node:util';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createMarathon, type Marathon } from '../../src/clients/marathon.ts';
import { Secret } from '../../src/clients/secret.ts';
import { closedPort, json, rejection, startOddServer } from './odd-server.ts';

const locked = {
  message: "App is locked by one or more deployments. Override with the option '?force=true'.",
  deployments: [{ id: 'd1' }, { id: 'd2' }],
};
const exists = { message: 'An app with id [/shop] already exists.' };
const tooMany = {
  message: 'Max number (100) of running deployments is achieved. Wait for existing deployments to complete.',
};
const invalid = {
  message: 'Object is not valid',
  details: [{ path: '/instances', errors: ['got -1, expected 0 or more'] }],
};
const malformed = { message: 'Invalid JSON', details: 'Unexpected character' };

type Answer = (response: ServerResponse) => void;
const replies =
  (status: number, body: unknown): Answer =>
  (response) => {
    json(response, status, body);
  };
const html =
  (status: number, text: string): Answer =>
  (response) => {
    response
      .writeHead(status, { 'content-type': 'text/html' })
      .end(`<html><body><h2>${text}</h2></body></html>`);
  };
const resets: Answer = (response) => response.socket?.resetAndDestroy();
const hangs: Answer = () => undefined;
const truncates: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"deploymentId": "d');
  setImmediate(() => response.destroy());
};
const redirects: Answer = (response) => {
  response.writeHead(302, { location: 'http://elsewhere.invalid/v2/apps' }).end();
};

const read = (marathon: Marathon) => marathon.readApp('/shop');
const create = (marathon: Marathon) => marathon.createApp({ id: '/shop' });
const write = (marathon: Marathon) => marathon.setInstances('/shop', 3);

describe('what Marathon answers becomes one error for each thing to do about it', () => {
  it.each([
    ['409 with deployments', write, replies(409, locked), 'MarathonLocked', 'd1, d2'],
    ['409 without deployments', write, replies(409, exists), 'MarathonLocked', 'already exists'],
    ['409 to a creation', create, replies(409, exists), 'AppAlreadyExists', 'already exists'],
    [
      '422 with places',
      write,
      replies(422, invalid),
      'MarathonRejected',
      '/instances: got -1, expected 0 or more',
    ],
    ['400 with details as text', write, replies(400, malformed), 'MarathonRejected', 'Unexpected character'],
    [
      '404 to a write',
      write,
      replies(404, { message: "App '/shop' does not exist" }),
      'MarathonAppGone',
      'does not exist',
    ],
    [
      '404 to a creation',
      create,
      replies(404, { message: "Group '/shop' does not exist" }),
      'MarathonRejected',
      'does not exist',
    ],
    ['401 with an empty body', write, html(401, ''), 'MarathonUnauthorized', 'credentials'],
    [
      '403 by a plugin',
      write,
      replies(403, { message: 'Not Authorized to perform this action!' }),
      'MarathonUnauthorized',
      'Not Authorized',
    ],
    ['403 with too many deployments', write, replies(403, tooMany), 'MarathonBusy', 'Max number (100)'],
    [
      '503 before the request is looked at',
      write,
      html(503, 'Too many concurrent requests! Allowed: 9.'),
      'MarathonBusy',
      'Allowed: 9',
    ],
    [
      '503 of a store that timed out',
      write,
      replies(503, { message: 'Timed out' }),
      'MarathonUnclear',
      'read the app before repeating',
    ],
    ['503 to a read', read, replies(503, { message: 'Timed out' }), 'MarathonBusy', 'Timed out'],
    [
      '502 to a write',
      write,
      html(502, 'Connection to leader refused.'),
      'MarathonUnclear',
      '502 Connection to leader refused.',
    ],
    ['502 to a read', read, html(502, 'Connection to leader refused.'), 'MarathonUnreachable', '502'],
    [
      '500 of an unknown route',
      read,
      replies(500, { message: 'URI not found' }),
      'MarathonUnreachable',
      'URI not found',
    ],
    ['a reset write', write, resets, 'MarathonUnclear', 'may have happened'],
    ['a reset read', read, resets, 'MarathonUnreachable', ''],
    ['a write that hangs', write, hangs, 'MarathonUnclear', 'no answer within 300 ms'],
    ['a read that hangs', read, hangs, 'MarathonUnreachable', 'no answer within 300 ms'],
    ['a truncated answer to a write', write, truncates, 'MarathonUnclear', 'may have happened'],
    ['a truncated answer to a read', read, truncates, 'MarathonUnreachable', ''],
    [
      '200 that is not of Marathon, to a write',
      write,
      html(200, 'Sign in'),
      'MarathonUnclear',
      'unintelligibly',
    ],
    [
      '200 that names no deployment',
      write,
      replies(200, {}),
      'MarathonUnclear',
      'without naming a deployment',
    ],
    [
      '200 that is not of Marathon, to a read',
      read,
      html(200, 'Sign in'),
      'MarathonReplyUnreadable',
      'not JSON',
    ],
    [
      'a reply without what we rely on',
      read,
      replies(200, { app: { id: '/shop', instances: 1, version: 'v', tasks: [] } }),
      'MarathonReplyUnreadable',
      'app.deployments',
    ],
    [
      "a proxy's 404",
      read,
      html(404, 'no such page'),
      'MarathonReplyUnreadable',
      "target's URL is Marathon's",
    ],
    [
      "a gateway's 404 in JSON",
      read,
      replies(404, { message: 'no Route matched with those values' }),
      'MarathonReplyUnreadable',
      'no Route matched',
    ],
    [
      "a gateway's 404 in JSON, to a write",
      write,
      replies(404, { status: 404, error: 'Not Found', message: 'Not Found' }),
      'MarathonReplyUnreadable',
      'Not Found',
    ],
    ['a redirect', read, redirects, 'MarathonReplyUnreadable', 'http://elsewhere.invalid/v2/apps'],
  ] as const)('%s', async (_, ask, answer, name, says) => {
    const server = await startOddServer((_request, response) => {
      answer(response);
    });
    const timeoutMs = answer === hangs ? 300 : 10_000;
    const error = await rejection(ask(createMarathon({ url: server.url, timeoutMs })));
    expect(error.name).toBe(name);
    expect(error.message).toContain(says);
    expect(error.message).toMatch(/^(GET|PUT|POST) \/v2\/apps(\/shop)? at 127\.0\.0\.1:\d+: /);
    expect(server.seen).toHaveLength(1);
  });

  it('says of a refused connection that nothing happened, for a write too', async () => {
    const url = `http://127.0.0.1:${closedPort}`;
    const error = await rejection(write(createMarathon({ url })));
    expect(error.name).toBe('MarathonUnreachable');
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('says of a name that is not known that nothing happened', async () => {
    const error = await rejection(write(createMarathon({ url: 'http://marathon.invalid' })));
    expect(error.name).toBe('MarathonUnreachable');
  });

  it('gives the locking deployments for the caller to wait for', async () => {
    const server = await startOddServer((_, response) => {
      json(response, 409, locked);
    });
    expect(await rejection(write(createMarathon({ url: server.url })))).toMatchObject({
      deployments: ['d1', 'd2'],
    });
  });

  it.each(['', '/', '/..', '/../groups', '/shop/../groups', '/shop?force=true', '/Shop', '*'])(
    'sends nothing for the app id "%s"',
    async (id) => {
      const server = await startOddServer((_, response) => {
        json(response, 200, { deploymentId: 'd' });
      });
      const error = await rejection(createMarathon({ url: server.url }).deleteApp(id, { force: false }));
      expect(error.name).toBe('MarathonRejected');
      expect(server.seen).toHaveLength(0);
    },
  );
});

describe('an error', () => {
  it.each([
    ['a timeout', hangs],
    ['a reset', resets],
    ['a refusal', replies(401, {})],
  ] as const)('keeps the credentials to itself after %s', async (_, answer) => {
    const server = await startOddServer((_request, response) => {
      answer(response);
    });
    const credentials = { kind: 'basic', user: 'u', password: new Secret('hunter2') } as const;
    const error = await rejection(
      read(createMarathon({ url: server.url, timeoutMs: answer === hangs ? 300 : 10_000, credentials })),
    );
    const shown = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
    expect(shown).not.toContain('hunter2');
    expect(shown).not.toContain(Buffer.from('u:hunter2').toString('base64'));
    expect(server.seen[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('u:hunter2').toString('base64')}`,
    );
  });
});

describe('the caller', () => {
  it('gets its own reason when it aborts a request', async () => {
    const controller = new AbortController();
    const server = await startOddServer(() => {
      controller.abort(new Error('cancelled by the operator'));
    });
    const error = await rejection(createMarathon({ url: server.url }).readApp('/shop', controller.signal));
    expect(error.message).toBe('cancelled by the operator');
  });

  it('sends nothing with a signal that is aborted already', async () => {
    const server = await startOddServer((_, response) => {
      json(response, 200, {});
    });
    const error = await rejection(
      createMarathon({ url: server.url }).readApp('/shop', AbortSignal.abort(new Error('before'))),
    );
    expect(error.message).toBe('before');
    expect(server.seen).toHaveLength(0);
  });
});

describe('what Marathon repeats of a definition', () => {
  const definition = {
    id: '/shop',
    cmd: './shop --token=hunter2-token',
    env: { DB_PASSWORD: 'hunter2', DSN: 'the-data-source', PORT: '8080', MODE: 'deployments' },
  };
  const echo = `/env/DB_PASSWORD: hunter2, --token=hunter2-token, the-data-source on 8080`;

  it.each([
    ['in a message', replies(422, { message: echo }), 'MarathonRejected'],
    [
      'in details',
      replies(422, { message: 'no', details: [{ path: '/env', errors: [echo] }] }),
      'MarathonRejected',
    ],
    ['in details as text', replies(400, { message: 'Invalid JSON', details: echo }), 'MarathonRejected'],
    ['in a page', html(502, echo), 'MarathonUnclear'],
    ['in a page, at the place where it is cut', html(502, `${'x'.repeat(194)} hunter2`), 'MarathonUnclear'],
    ['in a refusal', replies(403, { message: echo }), 'MarathonUnauthorized'],
    [
      'beside a 404',
      replies(404, { message: `App '/shop' does not exist ${echo}`, asked: echo }),
      'MarathonRejected',
    ],
    ['beside a name of its protocol', replies(409, { ...locked, message: echo }), 'MarathonLocked'],
  ] as const)('is hidden in its errors: %s', async (_, answer, name) => {
    const server = await startOddServer((_request, response) => {
      answer(response);
    });
    const error = await rejection(createMarathon({ url: server.url }).createApp(definition));
    expect(error.name).toBe(name);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/hunt|the-data-source/);
  });

  it('is hidden also where the request itself is repeated', async () => {
    const server = await startOddServer(({ body }, response) => {
      response.writeHead(502).end(`<pre>${body}</pre>`);
    });
    const odd = { id: '/shop', env: { DB_PASSWORD: 'hunter2"\nhunter2' } };
    const error = await rejection(createMarathon({ url: server.url }).createApp(odd));
    expect(error.message).toContain('(hidden)');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  it('is in no error where its answer is cut in the middle', async () => {
    const server = await startOddServer((_, response) => {
      response.end('{"app":{"id":"/shop","env":{"DB_PASSWORD":"hunter2"');
    });
    const error = await rejection(createMarathon({ url: server.url }).readDefinition('/shop'));
    expect(error.name).toBe('MarathonReplyUnreadable');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });
});
