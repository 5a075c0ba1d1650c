import { Agent, request as httpRequest } from 'node:http';
import type { ConnectionKind, FailedRequest, RequestKind } from './load-report.ts';

export interface PlannedRequest {
  readonly kind: RequestKind;
  readonly connection: ConnectionKind;
}

export type Answer =
  | { readonly kind: 'good'; readonly version: string; readonly durationMs: number }
  | { readonly kind: 'failed'; readonly failed: FailedRequest };

/**
 * The mix, by number: of 50 requests 34 are short by keep-alive, 10 short on a new connection, 2 long and 4 work (half on
 * new connections each), spread evenly.
 */
export function plannedRequest(number: number): PlannedRequest {
  const place = number % 50;
  if (place === 7) return { kind: 'long', connection: 'keep-alive' };
  if (place === 32) return { kind: 'long', connection: 'new' };
  if (place === 3 || place === 28) return { kind: 'work', connection: 'keep-alive' };
  if (place === 15 || place === 40) return { kind: 'work', connection: 'new' };
  return { kind: 'short', connection: place % 5 === 1 ? 'new' : 'keep-alive' };
}

/** Shorter than any server's idle limit, as a careful client does it: it never reuses a connection that is being closed. */
const idleConnectionMs = 4_000;

export class Requester {
  readonly #keepAlive = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: idleConnectionMs });

  constructor(
    readonly url: string,
    readonly timeoutMs: number,
  ) {}

  /** Sends one request, once. Never throws: every end of it is an answer. */
  async send(planned: PlannedRequest): Promise<Answer> {
    const at = new Date().toISOString();
    const startedMs = performance.now();
    const end = await this.#exchange(planned);
    const durationMs = Math.round((performance.now() - startedMs) * 10) / 10;
    if (end.kind === 'good') return { ...end, durationMs };
    return {
      kind: 'failed',
      failed: { at, request: planned.kind, connection: planned.connection, durationMs, failure: end.failure },
    };
  }

  close(): void {
    this.#keepAlive.destroy();
  }

  #exchange(planned: PlannedRequest): Promise<End> {
    return new Promise((resolve) => {
      const timeout = AbortSignal.timeout(this.timeoutMs);
      const failed = (error: NodeJS.ErrnoException) => {
        const failure: FailedRequest['failure'] = timeout.aborted
          ? { kind: 'timeout' }
          : { kind: 'connection', code: error.code ?? error.message };
        resolve({ kind: 'failed', failure });
      };
      const request = httpRequest(new URL(pathOf(planned.kind), this.url), {
        method: planned.kind === 'work' ? 'POST' : 'GET',
        agent: planned.connection === 'new' ? false : this.#keepAlive,
        signal: timeout,
      });
      request.once('error', failed);
      request.once('response', (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.once('error', failed);
        response.once('end', () => {
          resolve(judge(response.statusCode ?? 0, body));
        });
      });
      request.end();
    });
  }
}

type End =
  | { readonly kind: 'good'; readonly version: string }
  | { readonly kind: 'failed'; readonly failure: FailedRequest['failure'] };

function pathOf(kind: RequestKind): string {
  if (kind === 'work') return '/work';
  return kind === 'long' ? `/slow?ms=${String(1000 + Math.floor(Math.random() * 1000))}` : '/';
}

/** An answer is good when it is below 500 and says which version gave it. */
export function judge(status: number, body: string): End {
  const version = versionIn(body);
  if (status >= 500) {
    return {
      kind: 'failed',
      failure: { kind: 'status', status, ...(version === undefined ? {} : { version }) },
    };
  }
  if (version === undefined)
    return { kind: 'failed', failure: { kind: 'body', status, body: body.slice(0, 200) } };
  return { kind: 'good', version };
}

function versionIn(body: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null || !('version' in answer)) return undefined;
    return typeof answer.version === 'string' && answer.version !== '' ? answer.version : undefined;
  } catch {
    return undefined;
  }
}
