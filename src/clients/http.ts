import { createAuthorization } from './authorization.ts';
import type { Credentials, LoginFailure } from './credentials.ts';
import { createTransport, type Exchange } from './http-transport.ts';
import { withoutCredentials } from './without-credentials.ts';

export interface HttpSettings {
  /** With a path prefix where there is one: `https://master/service/marathon`. No credentials in it. */
  readonly url: string;
  readonly credentials?: Credentials | undefined;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly insecureSkipVerify?: boolean | undefined;
  /** For one request from start to end. Default 10 s. */
  readonly timeoutMs?: number | undefined;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Starts with `/`; goes after the prefix of the settings' URL. */
  readonly path: string;
  /** Pairs where a name is repeated. */
  readonly query?: Readonly<Record<string, string>> | readonly (readonly [string, string])[] | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends once; a 401 to a service account is answered by one new login and one more try, since 401 did nothing. What is no
 * 2xx has no credentials of the request in it.
 */
export type Http = (request: HttpRequest) => Promise<Exchange | LoginFailure>;

const maxReplyBytes = 64 * 1024 * 1024;

export function createHttp(settings: HttpSettings): Http {
  const timeoutMs = settings.timeoutMs ?? 10_000;
  const base = settings.url.replace(/\/+$/, '');
  const transport = createTransport({ ...settings, keepAlive: true, maxReplyBytes });
  const authorization = createAuthorization(settings.credentials ?? { kind: 'none' }, transport, timeoutMs);

  async function attempt(request: HttpRequest): Promise<Exchange | LoginFailure> {
    const permission = await authorization.header();
    if (permission.kind === 'login-failed') return permission;
    const query = new URLSearchParams(request.query as Record<string, string>).toString();
    const exchange = await transport({
      method: request.method,
      url: `${base}${request.path}${query === '' ? '' : `?${query}`}`,
      headers: {
        accept: 'application/json',
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
        ...(permission.value !== undefined && { authorization: permission.value }),
      },
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      timeoutMs,
      signal: request.signal,
    });
    return withoutCredentials(exchange, permission.value);
  }

  return async (request) => {
    const first = await attempt(request);
    if (first.kind === 'reply' && first.status === 401 && authorization.forget()) return attempt(request);
    return first;
  };
}
