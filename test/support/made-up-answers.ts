import type { IncomingHttpHeaders } from 'node:http';
import type { Fate } from './fates.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the client gets instead of the server's answer; the wording is Marathon's own, or that of a gateway before it. */
export function madeUpAnswer(fate: Fate): Answer | undefined {
  switch (fate) {
    case '502-undone':
    case '502-done':
      return json(502, { message: 'Connection to leader refused.' });
    case '503':
      return {
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: Buffer.from('<html><body><h1>503 Service Unavailable</h1></body></html>'),
      };
    case '409-locked':
      return json(409, {
        message: "App is locked by one or more deployments. Override with the option '?force=true'.",
        deployments: [{ id: '97c136bf-5a28-4821-9d94-480d9fbb01c8' }],
      });
    case '409-taken':
      return json(409, { message: 'An app with id [/somebody] already exists.' });
    case 'pass':
    case 'lose-request':
    case 'lose-answer':
    case 'late-request':
    case 'late-answer':
    case 'double':
    case 'cut-answer':
      return undefined;
  }
}

function json(status: number, content: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(content)),
  };
}
