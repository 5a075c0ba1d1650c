import { createHash } from 'node:crypto';
import { noticeBody } from '../domain/notifications-text.ts';
import type { KnownContact } from '../domain/notifications-known.ts';
import type { HookVerdict, Notice } from '../domain/notifications.ts';
import { createTransport, type Exchange, type Reply } from './http-transport.ts';
import { NoticeNotTaken } from './hooks-errors.ts';
import { readVerdict } from './hooks-verdict.ts';
import { signature } from './hooks-signature.ts';
import type { Secret } from './secret.ts';

export interface ContactSettings extends KnownContact {
  readonly url: Secret;
  /** Absent: nothing is signed. */
  readonly signingSecret?: Secret | undefined;
  /** For one request from start to end. */
  readonly timeoutMs: number;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string | undefined;
}

/** Somebody outside who is told what a release does, or asked before it goes on. */
export interface Contact extends KnownContact {
  /** Resolves once a 2xx says that it was taken. Throws NoticeNotTaken. Safe to repeat: the receiver knows it by its key. */
  tell(notice: Notice, signal?: AbortSignal): Promise<void>;
  /** Answers what a 2xx says. Throws NoticeNotTaken, also when what it says is no verdict. Safe to repeat. */
  ask(notice: Notice, signal?: AbortSignal): Promise<HookVerdict>;
}

const MAX_REPLY_BYTES = 64 * 1024;

export function createContact(name: string, settings: ContactSettings): Contact {
  const { format, events, url, timeoutMs, ca } = settings;
  const send = createTransport({ ca, keepAlive: false, maxReplyBytes: MAX_REPLY_BYTES });
  const post = async (notice: Notice, signal?: AbortSignal): Promise<Reply> => {
    const body = noticeBody(format, notice);
    const headers = headersOf(name, notice, body, settings.signingSecret);
    const exchange = await send({ method: 'POST', url: url.reveal(), headers, body, timeoutMs, signal });
    return taken(name, exchange, timeoutMs);
  };
  return {
    format,
    events,
    tell: async (notice, signal) => {
      await post(notice, signal);
    },
    ask: async (notice, signal) => {
      const reply = await post(notice, signal);
      const secrets = [url.reveal(), ...placesIn(url), settings.signingSecret?.reveal() ?? ''];
      return readVerdict(name, reply.text, secrets);
    },
  };
}

function headersOf(name: string, notice: Notice, body: string, secret: Secret | undefined) {
  const atSeconds = Math.floor(Date.now() / 1000);
  return {
    'content-type': 'application/json',
    'user-agent': 'Pacer',
    'idempotency-key': idempotencyKey(name, notice),
    'pacer-event': notice.event,
    ...(secret === undefined ? {} : { 'pacer-signature': signature(secret, atSeconds, body) }),
  };
}

/** A key may have letters that no header may; and two names may lead to one receiver. */
function idempotencyKey(name: string, { key }: Notice): string {
  return createHash('sha256')
    .update(JSON.stringify([name, key]))
    .digest('hex')
    .slice(0, 32);
}

/** Neither the address nor what a server says of it: both may hold a secret. */
function taken(name: string, exchange: Exchange, timeoutMs: number): Reply {
  if (exchange.kind !== 'reply') {
    throw new NoticeNotTaken(name, withoutReply(exchange, timeoutMs));
  }
  const { status } = exchange;
  if (status >= 200 && status < 300) return exchange;
  const what =
    status >= 300 && status < 400
      ? `answered ${status}, and a redirect is not followed: its url must be the one that it leads to`
      : `answered ${status}`;
  throw new NoticeNotTaken(name, what, retryAfterMs(exchange.header('retry-after')));
}

function withoutReply({ kind, cause }: Exclude<Exchange, Reply>, timeoutMs: number): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined) return `gave no answer within ${timeoutMs} ms`;
  return kind === 'not-sent' ? `cannot be reached (${code})` : `gave no whole answer (${code})`;
}

function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds * 1000));
}

/** The parts of an address that a server may repeat. */
function placesIn(url: Secret): readonly string[] {
  const { host, pathname, search } = new URL(url.reveal());
  return [host, `${pathname}${search}`, pathname, search];
}
