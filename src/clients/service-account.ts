import { createPrivateKey } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { z } from 'zod';
import type { Authorization, AuthorizationHeader, LoginFailure, ServiceAccount } from './credentials.ts';
import type { Reply, Transport } from './http-transport.ts';

const tokenLifeSeconds = 3600;
const proofLifeSeconds = 60;
/** Renewed this long before its end, so that no request leaves with a token that ends on the way. */
const renewBeforeSeconds = 60;

interface Token {
  readonly value: string;
  readonly renewAtMs: number;
}

/** One login at a time, shared by all requests that wait for it. */
export function createLogin(account: ServiceAccount, send: Transport, timeoutMs: number): Authorization {
  let token: Token | undefined;
  let underWay: Promise<Token | LoginFailure> | undefined;

  async function current(): Promise<Token | LoginFailure> {
    if (token !== undefined && Date.now() < token.renewAtMs) return token;
    underWay ??= logIn(account, send, timeoutMs).finally(() => {
      underWay = undefined;
    });
    const result = await underWay;
    if ('value' in result) token = result;
    return result;
  }

  return {
    header: async (): Promise<AuthorizationHeader> => {
      const result = await current();
      return 'value' in result ? { kind: 'header', value: `token=${result.value}` } : result;
    },
    forget: () => {
      token = undefined;
      return true;
    },
  };
}

async function logIn(
  account: ServiceAccount,
  send: Transport,
  timeoutMs: number,
): Promise<Token | LoginFailure> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const expiresAt = nowSeconds + tokenLifeSeconds;
  let proof: string;
  try {
    proof = await new SignJWT({ uid: account.uid })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setExpirationTime(nowSeconds + proofLifeSeconds)
      .sign(createPrivateKey(account.privateKey.reveal()));
  } catch (failure) {
    return refusal(
      account,
      'the private key cannot sign RS256: give an RSA key of at least 2048 bits as PEM',
      failure,
    );
  }
  const exchange = await send({
    method: 'POST',
    url: account.loginEndpoint,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ uid: account.uid, token: proof, exp: expiresAt }),
    timeoutMs,
  });
  if (exchange.kind !== 'reply') {
    const cause = new Error(`login at ${hostOf(account)} had no answer`, { cause: exchange.cause });
    return { kind: 'login-failed', refused: false, cause };
  }
  return readToken(account, exchange, expiresAt);
}

/** What a header may have: anything else would fail each request that carries it. */
const token = z.string().regex(/^[\x21-\x7e]{1,8000}$/);
const loginReply = z.object({ token });

function readToken(account: ServiceAccount, reply: Reply, expiresAt: number): Token | LoginFailure {
  if (reply.status >= 500) {
    const cause = new Error(`login at ${hostOf(account)} answered ${reply.status}`);
    return { kind: 'login-failed', refused: false, cause };
  }
  if (reply.status !== 200) return refusal(account, `login answered ${reply.status}`);
  const value = cookieToken(reply) ?? bodyToken(reply);
  if (value === undefined)
    return refusal(account, 'the login reply has neither the cookie dcos-acs-auth-cookie nor a token');
  return { value, renewAtMs: (Math.min(expiresAt, expiryOf(value)) - renewBeforeSeconds) * 1000 };
}

function cookieToken(reply: Reply): string | undefined {
  const cookie = reply.cookies.find((it) => it.startsWith('dcos-acs-auth-cookie='));
  const value = /^[^=]*="?([^;"]+)/.exec(cookie ?? '')?.[1];
  try {
    return token.safeParse(decodeURIComponent(value ?? '')).data;
  } catch {
    return undefined; // no cookie of theirs
  }
}

function bodyToken(reply: Reply): string | undefined {
  try {
    return loginReply.parse(JSON.parse(reply.text)).token;
  } catch {
    return undefined;
  }
}

function expiryOf(token: string): number {
  try {
    return decodeJwt(token).exp ?? Infinity;
  } catch {
    return Infinity; // an opaque token says nothing of its end
  }
}

/** All of an address that goes into histories. */
function hostOf({ loginEndpoint }: ServiceAccount): string {
  return new URL(loginEndpoint).host;
}

function refusal(account: ServiceAccount, reason: string, cause?: unknown): LoginFailure {
  const message = `service account ${account.uid} cannot sign in at ${hostOf(account)}: ${reason}`;
  return { kind: 'login-failed', refused: true, cause: new Error(message, { cause }) };
}
