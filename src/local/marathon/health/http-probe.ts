import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly body: string;
}

/**
 * GETs over a connection of its own. Certificates are not looked at, as Marathon does not when it checks.
 * Throws when there is no whole answer within `timeoutMs`.
 */
export function getOnce(url: URL, timeoutMs: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const options = { agent: false as const, rejectUnauthorized: false, headers: { connection: 'close' } };
    const outgoing = request(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', fail);
      incoming.on('end', () => {
        clearTimeout(timer);
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, statusText: incoming.statusMessage ?? '', body });
      });
    });
    const timer = setTimeout(() => {
      outgoing.destroy(new Error(`no answer within ${String(timeoutMs)} ms`));
    }, timeoutMs);
    function fail(error: Error): void {
      clearTimeout(timer);
      reject(error);
    }
    outgoing.on('error', fail);
    outgoing.end();
  });
}
