import { z } from 'zod';
import type { LoginFailure } from './credentials.ts';
import type { Exchange, Reply } from './http-transport.ts';
import { listOf } from './list-of.ts';
import {
  AppAlreadyExists,
  MarathonBusy,
  MarathonLocked,
  MarathonRejected,
  MarathonReplyUnreadable,
  MarathonUnauthorized,
  MarathonUnclear,
  MarathonUnreachable,
} from './marathon-errors.ts';

/** What was asked, for messages, and whether Marathon may have changed something by it. */
export interface Asked {
  readonly request: string;
  readonly writes: boolean;
  /** Only then another app can have the id. */
  readonly creates?: boolean;
  /** Sent with the request, and not to be repeated by a message. */
  readonly hidden?: readonly string[];
}

const refusal = z.object({
  message: z.string().optional().catch(undefined),
  details: z
    .union([z.string(), listOf(z.object({ path: z.string(), errors: listOf(z.string()) }))])
    .optional()
    .catch(undefined),
  deployments: listOf(z.object({ id: z.string() })).optional(),
});

/** The error that an exchange amounts to, or the reply when Marathon did (2xx) or has not (404) what was asked. */
export function replyOrError(exchange: Exchange | LoginFailure, asked: Asked): Reply | Error {
  switch (exchange.kind) {
    case 'reply':
      return isAnswer(exchange) ? exchange : errorOfReply(exchange, asked);
    case 'not-sent':
      return new MarathonUnreachable(
        asked.request,
        `no connection (${exchange.cause.message})`,
        exchange.cause,
      );
    case 'no-answer':
      return unanswered(asked, exchange.cause.message, exchange.cause);
    case 'login-failed':
      return exchange.refused
        ? new MarathonUnauthorized(asked.request, exchange.cause.message, exchange.cause)
        : new MarathonUnreachable(asked.request, exchange.cause.message, exchange.cause);
  }
}

function isAnswer(reply: Reply): boolean {
  if (reply.status >= 200 && reply.status < 300) return true;
  // Gateways answer 404 in JSON with a message, too. Theirs must not pass for an app that is not there: its pool would be
  // emptied.
  return reply.status === 404 && / does not exist\b/.test(said(reply).message ?? '');
}

function errorOfReply(reply: Reply, asked: Asked): Error {
  const { request, hidden = [] } = asked;
  const { message, deployments } = said(reply);
  const shown = shorten(message ?? reply.text, hidden);
  switch (reply.status) {
    case 400:
    case 422:
      return new MarathonRejected(request, reasons(reply, hidden));
    case 401:
      return new MarathonUnauthorized(request, 'Marathon does not accept the credentials (401)');
    case 403:
      return /max number .*deployments/i.test(shown)
        ? new MarathonBusy(request, shown)
        : new MarathonUnauthorized(request, `Marathon does not allow it (403 ${shown})`);
    case 409:
      return deployments === undefined && asked.creates === true
        ? new AppAlreadyExists(request, shown)
        : new MarathonLocked(
            request,
            (deployments ?? []).slice(0, MOST_DEPLOYMENTS).map(({ id }) => id.slice(0, LONGEST_SHOWN)),
            shown,
          );
    case 503:
      // Said before the request is looked at. Any other 503 can be a store that timed out after the change.
      if (!asked.writes || /too many concurrent requests/i.test(reply.text))
        return new MarathonBusy(request, `503 ${shown}`);
  }
  if (reply.status >= 500) return unanswered(asked, `answered ${reply.status} ${shown}`);
  const elsewhere = reply.header('location');
  const place =
    elsewhere === undefined ? shown : `to ${placeOf(elsewhere, hidden)}, which Pacer does not follow`;
  return new MarathonReplyUnreadable(request, `answered ${reply.status} ${place}`);
}

/** Where a redirect leads, without a user or a query: either may be a secret. */
function placeOf(location: string, hidden: readonly string[]): string {
  return shorten(location.replace(/[?#].*$/s, '').replace(/^([a-z][\w+.-]*:)?\/\/[^/]*@/i, '$1//'), hidden);
}

function unanswered(asked: Asked, reason: string, cause?: Error): Error {
  return asked.writes
    ? new MarathonUnclear(asked.request, reason, cause)
    : new MarathonUnreachable(asked.request, reason, cause);
}

/** `/instances: error.min; /id: error.pattern`, or the message alone. */
export function reasons(reply: Reply, hidden: readonly string[]): string {
  const { message, details } = said(reply);
  const places =
    typeof details === 'string'
      ? details
      : details?.map((it) => `${it.path}: ${it.errors.join(', ')}`).join('; ');
  const shown = [message ?? shorten(reply.text, hidden), places].filter(
    (it) => it !== undefined && it !== '',
  );
  return without(hidden, shown.join(' - ')).slice(0, LONGEST);
}

function said(reply: Reply): z.infer<typeof refusal> {
  try {
    return refusal.parse(JSON.parse(reply.text));
  } catch {
    return {};
  }
}

/** Only of what is shown: within JSON a value could be the name of a field. A text may have them as JSON does. */
function without(hidden: readonly string[], text: string): string {
  return hidden
    .flatMap((it) => [it, JSON.stringify(it).slice(1, -1)])
    .reduce((rest, it) => rest.replaceAll(it, '(hidden)'), text);
}

/** Taken to pieces, endless text would take long. */
const MOST_READ = 20_000;
const MOST_DEPLOYMENTS = 10;
/** Longer than anything that Marathon says; it goes into histories. */
const LONGEST = 1_000;
/** Of what is no reply of Marathon's, a person needs only the beginning. */
const LONGEST_SHOWN = 200;

function shorten(text: string, hidden: readonly string[]): string {
  const line = without(hidden, text)
    .slice(0, MOST_READ)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}...` : line;
}
