import { Agent, request as httpRequest } from 'node:http';
import { startLoad } from '../../src/demo/load.ts';
import { judge } from '../../src/demo/load-request.ts';

export interface UsersSeen {
  readonly requests: number;
  readonly failed: number;
  /** One line for each request that failed. */
  readonly failures: readonly string[];
}

type Slow = 'streamed answer' | 'upload';
type Connection = 'keep-alive' | 'new connection';

const EVERY_MS = 250;
const PIECES = 10;
const PIECE_MS = 100;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Users of a service on connections of all kinds: the load generator's (keep-alive, one request a connection, long
 * answers, work that goes on), and besides answers and uploads that take a second. Nothing is ever repeated.
 */
export async function startUsers(url: string, ratePerSecond: number) {
  const load = await startLoad({ url, ratePerSecond });
  const agent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 4_000 });
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  let number = 0;
  const timer = setInterval(() => {
    const kind: Slow = number % 2 === 0 ? 'streamed answer' : 'upload';
    const connection: Connection = number % 4 < 2 ? 'keep-alive' : 'new connection';
    number += 1;
    const at = new Date().toISOString();
    const one = exchange(url, kind, connection === 'keep-alive' ? agent : undefined).then((failure) => {
      if (failure !== undefined) failures.push(`${at} ${kind}, ${connection}: ${failure}`);
      underWay.delete(one);
    });
    underWay.add(one);
  }, EVERY_MS);
  return {
    stop: async (): Promise<UsersSeen> => {
      clearInterval(timer);
      const report = await load.stop();
      await Promise.all(underWay);
      agent.destroy();
      const others = report.failures.map(
        ({ at, request, connection, failure }) =>
          `${at} ${request}, ${connection}: ${JSON.stringify(failure)}`,
      );
      const all = [...others, ...failures].sort();
      return { requests: report.requests + number, failed: all.length, failures: all };
    },
  };
}

/** Why it failed; undefined when the app has answered it as a whole. Never throws. */
function exchange(url: string, kind: Slow, agent: Agent | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const path = kind === 'upload' ? '/upload' : `/stream?ms=${PIECES * PIECE_MS}`;
    const request = httpRequest(new URL(path, url), {
      method: kind === 'upload' ? 'POST' : 'GET',
      agent: agent ?? false,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const failed = (error: NodeJS.ErrnoException): void => {
      resolve(error.code ?? error.message);
    };
    request.once('error', failed);
    request.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.once('error', failed);
      response.once('end', () => {
        const end = judge(response.statusCode ?? 0, body);
        resolve(end.kind === 'good' ? undefined : JSON.stringify(end.failure));
      });
    });
    if (kind === 'upload') sendInPieces(request);
    else request.end();
  });
}

function sendInPieces(request: NodeJS.WritableStream): void {
  let left = PIECES;
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return void request.write('x'.repeat(100));
    clearInterval(timer);
    request.end('x');
  }, PIECE_MS);
}
