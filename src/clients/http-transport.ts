import http from 'node:http';
import https from 'node:https';
import axios, { isAxiosError } from 'axios';

/** Sends one request and says what came of it. Throws only what the caller's own signal was aborted with. */
export type Transport = (request: TransportRequest) => Promise<Exchange>;

export interface TransportSettings {
  /** PEM; the system's authorities when absent. */
  readonly ca?: string | undefined;
  readonly insecureSkipVerify?: boolean | undefined;
  readonly keepAlive: boolean;
  readonly maxReplyBytes: number;
}

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute, without credentials. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type Exchange =
  | Reply
  /** No connection: the other side has not seen the request. */
  | { readonly kind: 'not-sent'; readonly cause: Error }
  /** Sent, or perhaps sent, and no whole reply: the other side may have acted on it. */
  | { readonly kind: 'no-answer'; readonly cause: Error };

export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  /** One value of a reply header, whatever the case of its name. */
  header(name: string): string | undefined;
  readonly cookies: readonly string[];
  readonly text: string;
}

/** Below the 30 s after which Marathon's server closes an idle connection, so that no request meets the closing. */
const idleSocketMs = 15_000;

export function createTransport(settings: TransportSettings): Transport {
  const tls = { ca: settings.ca, rejectUnauthorized: settings.insecureSkipVerify !== true };
  const sockets = { keepAlive: settings.keepAlive, ...(settings.keepAlive && { timeout: idleSocketMs }) };
  const client = axios.create({
    httpAgent: new http.Agent(sockets),
    httpsAgent: new https.Agent({ ...sockets, ...tls }),
    // Credentials go to the configured address and nowhere else: no redirect, no proxy from the environment.
    maxRedirects: 0,
    proxy: false,
    maxContentLength: settings.maxReplyBytes,
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
  });
  return async (request) => {
    const bound = startBound(request.timeoutMs, request.signal);
    try {
      const { method, url, headers, body } = request;
      const options = { method, url, headers: { ...headers }, data: body, signal: bound.signal };
      const answer = await client.request<string>(options);
      return reply(answer.status, answer.headers, answer.data);
    } catch (failure) {
      request.signal?.throwIfAborted();
      return bound.signal.aborted
        ? { kind: 'no-answer', cause: new Error(`no answer within ${request.timeoutMs} ms`) }
        : classify(failure);
    } finally {
      bound.end();
    }
  };
}

/** Aborts after `timeoutMs` or with the caller's signal, and lets go of that signal at the end: it may live for days. */
function startBound(timeoutMs: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  const timer = setTimeout(abort, timeoutMs);
  outer?.addEventListener('abort', abort);
  if (outer?.aborted === true) abort();
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

function reply(status: number, headers: Readonly<Record<string, unknown>>, text: string): Reply {
  const cookies = headers['set-cookie'];
  return {
    kind: 'reply',
    status,
    text,
    cookies: Array.isArray(cookies) ? cookies.map(String) : [],
    header: (name) => {
      const value = headers[name.toLowerCase()];
      return typeof value === 'string' ? value : undefined;
    },
  };
}

/** What fails before a byte of the request is out: no name, no route, nobody listens, a certificate we do not trust. */
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ENOENT|CERT_\w+|UNABLE_TO_\w+|(DEPTH_ZERO_)?SELF_SIGNED_\w+|ERR_TLS_CERT_ALTNAME_INVALID|ERR_INVALID_URL)$/;

function classify(failure: unknown): Exchange {
  const cause = withoutRequest(failure);
  const { code, syscall } = cause as NodeJS.ErrnoException;
  const early = syscall === 'connect' || syscall === 'getaddrinfo' || beforeSending.test(code ?? '');
  return { kind: early ? 'not-sent' : 'no-answer', cause };
}

/** An axios error carries the request with its Authorization header; what we keep of it does not. */
function withoutRequest(failure: unknown): Error {
  if (!isAxiosError(failure)) return failure instanceof Error ? failure : new Error(String(failure));
  if (failure.cause !== undefined && !isAxiosError(failure.cause)) return failure.cause;
  return Object.assign(new Error(failure.message), { code: failure.code });
}
