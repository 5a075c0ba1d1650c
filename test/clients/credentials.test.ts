import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/clients/credentials.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import { Secret } from '../../src/clients/secret.ts';
import { closedPort, json, rejection, startOddServer, type Seen } from './odd-server.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (type: 'pkcs1' | 'pkcs8') => new Secret(privateKey.export({ type, format: 'pem' }).toString());

function account(loginEndpoint: string, type: 'pkcs1' | 'pkcs8' = 'pkcs8'): Credentials {
  return { kind: 'service-account', uid: 'pacer', privateKey: pem(type), loginEndpoint };
}

const login = '/acs/api/v1/auth/login';

/** A DC/OS master: signs in, and lets the tokens that `accepts` into Marathon. */
async function startMaster(
  signIn: (
    response: ServerResponse,
    count: number,
    proof: { uid: string; token: string; exp: number },
  ) => void,
  accepts: (authorization: string | undefined) => boolean = () => true,
) {
  let logins = 0;
  const server = await startOddServer((request: Seen, response) => {
    if (request.url === login) {
      signIn(response, ++logins, JSON.parse(request.body) as { uid: string; token: string; exp: number });
    } else if (accepts(request.headers.authorization)) {
      json(response, 200, []);
    } else {
      response.writeHead(401).end();
    }
  });
  const used = () => server.seen.filter((it) => it.url !== login).map((it) => it.headers.authorization);
  return { url: server.url, endpoint: `${server.url}${login}`, used, logins: () => logins };
}

const givesCookie = (response: ServerResponse, count: number) => {
  json(response, 200, {}, { 'set-cookie': `dcos-acs-auth-cookie=t${count}; Path=/; HttpOnly` });
};

describe('credentials', () => {
  it.each([
    [{ kind: 'none' }, undefined],
    [
      { kind: 'basic', user: 'u', password: new Secret('a:b ü') },
      `Basic ${Buffer.from('u:a:b ü').toString('base64')}`,
    ],
    [{ kind: 'token', token: new Secret('t') }, 'token=t'],
    [{ kind: 'bearer', token: new Secret('t') }, 'Bearer t'],
  ] satisfies [Credentials, string | undefined][])(
    'of kind %o are sent as DC/OS and HTTP have it',
    async (credentials, header) => {
      const server = await startOddServer((_, response) => {
        json(response, 200, []);
      });
      await createMarathon({ url: server.url, credentials }).runningDeployments();
      expect(server.seen[0]?.headers.authorization).toBe(header);
    },
  );
});

describe('a server that repeats the request with its headers', () => {
  it.each([
    { kind: 'basic', user: 'pacer', password: new Secret('hunter2"hunter2') },
    { kind: 'token', token: new Secret('hunter2-token') },
    { kind: 'bearer', token: new Secret('hunter2+token/==') },
  ] satisfies Credentials[])('puts none of its credentials into an error: $kind', async (credentials) => {
    const passwords = 'password' in credentials ? credentials.password.reveal() : '';
    for (const status of [302, 403, 404, 500, 502, 503]) {
      const server = await startOddServer(({ headers: { authorization = '' } }, response) => {
        const leads = `http://user:hunter2@elsewhere.test/login?for=hunter2&of=${encodeURIComponent(authorization)}`;
        const body = { message: `no: ${authorization}, ${passwords}` };
        json(response, status, body, status === 302 ? { location: leads } : {});
      });
      const error = await rejection(
        createMarathon({ url: server.url, credentials }).setInstances('/shop', 1),
      );
      const shown = inspect(error, { depth: 9, showHidden: true });
      expect(shown).toContain(status === 302 ? 'http://elsewhere.test/login' : 'no: ');
      expect(shown).not.toContain('hunter2');
      expect(shown).not.toContain(Buffer.from('pacer:hunter2"hunter2').toString('base64'));
    }
  });

  it('puts none of a service account into it either', async () => {
    const master = await startMaster((response) => {
      json(response, 200, { token: 'hunter2-of-the-master' });
    });
    const server = await startOddServer(({ headers }, response) => {
      response.writeHead(502).end(`<pre>${headers.authorization}</pre>`);
    });
    const marathon = createMarathon({ url: server.url, credentials: account(master.endpoint) });
    const error = await rejection(marathon.runningDeployments());
    expect(error.message).toContain('(hidden)');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });
});

describe('a service account', () => {
  it.each(['pkcs1', 'pkcs8'] as const)(
    'signs in with a proof of its %s key, once for many requests',
    async (type) => {
      const proofs: { uid: string; token: string; exp: number }[] = [];
      const master = await startMaster((response, count, proof) => {
        proofs.push(proof);
        givesCookie(response, count);
      });
      const marathon = createMarathon({ url: master.url, credentials: account(master.endpoint, type) });
      await Promise.all([marathon.runningDeployments(), marathon.runningDeployments()]);
      await marathon.runningDeployments();
      expect(master.used()).toEqual(['token=t1', 'token=t1', 'token=t1']);
      expect(proofs).toHaveLength(1);
      const { payload, protectedHeader } = await jwtVerify(proofs[0]!.token, publicKey);
      expect(protectedHeader.alg).toBe('RS256');
      expect(payload.uid).toBe('pacer');
      expect(payload.exp! - Date.now() / 1000).toBeLessThanOrEqual(60);
      expect(proofs[0]!.exp - Date.now() / 1000).toBeGreaterThan(3500);
    },
  );

  it('takes the token from the body where there is no cookie', async () => {
    const master = await startMaster((response) => {
      json(response, 200, { token: 'of-the-body' });
    });
    await createMarathon({ url: master.url, credentials: account(master.endpoint) }).runningDeployments();
    expect(master.used()).toEqual(['token=of-the-body']);
  });

  it('signs in once more when its token is refused, and repeats the request', async () => {
    const master = await startMaster(givesCookie, (it) => it === 'token=t2');
    await createMarathon({ url: master.url, credentials: account(master.endpoint) }).runningDeployments();
    expect(master.used()).toEqual(['token=t1', 'token=t2']);
  });

  it('gives up when the new token is refused too', async () => {
    const master = await startMaster(givesCookie, () => false);
    const marathon = createMarathon({ url: master.url, credentials: account(master.endpoint) });
    expect((await rejection(marathon.runningDeployments())).name).toBe('MarathonUnauthorized');
    expect(master.used()).toHaveLength(2);
  });

  it('renews a token that is about to end', async () => {
    const lasting = (seconds: number) =>
      new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).setExpirationTime(`${seconds}s`).sign(privateKey);
    const tokens = [await lasting(30), await lasting(3600)];
    const master = await startMaster((response, count) => {
      json(response, 200, { token: tokens[count - 1] });
    });
    const marathon = createMarathon({ url: master.url, credentials: account(master.endpoint) });
    for (let request = 0; request < 3; request++) await marathon.runningDeployments();
    expect(master.used()).toEqual([`token=${tokens[0]!}`, `token=${tokens[1]!}`, `token=${tokens[1]!}`]);
  });

  it('is refused with its name and the place when the login says no', async () => {
    const master = await startMaster((response) => {
      json(response, 401, { title: 'Unauthorized' });
    });
    const error = await rejection(
      createMarathon({ url: master.url, credentials: account(master.endpoint) }).setInstances('/shop', 1),
    );
    expect(error.name).toBe('MarathonUnauthorized');
    expect(error.message).toContain(
      `service account pacer cannot sign in at ${new URL(master.url).host}: login answered 401`,
    );
    expect(master.used()).toEqual([]);
  });

  it('is refused when its key is no RSA key', async () => {
    const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const key = new Secret(other.export({ type: 'pkcs8', format: 'pem' }).toString());
    const credentials = {
      kind: 'service-account',
      uid: 'p',
      privateKey: key,
      loginEndpoint: 'http://127.0.0.1:1/',
    } as const;
    const error = await rejection(
      createMarathon({ url: 'http://127.0.0.1:1', credentials }).runningDeployments(),
    );
    expect(error.message).toContain('give an RSA key');
  });

  it.each([
    ['answers 500', async () => (await startMaster((response) => response.writeHead(500).end())).endpoint],
    ['is not there', () => Promise.resolve(`http://127.0.0.1:${closedPort}${login}`)],
  ])('leaves a write undone when the login %s', async (_, endpoint) => {
    const master = await startMaster(givesCookie);
    const credentials = account(await endpoint());
    const error = await rejection(createMarathon({ url: master.url, credentials }).setInstances('/shop', 1));
    expect(error.name).toBe('MarathonUnreachable');
    expect(master.used()).toEqual([]);
  });
});
