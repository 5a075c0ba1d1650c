import type { ContactSettings } from '../clients/hooks.ts';
import { Secret } from '../clients/secret.ts';
import { milliseconds } from '../domain/duration.ts';
import { problemAt, type Path } from '../domain/problem.ts';
import { isHttpUrl, type NotificationInFile } from './config-schema.ts';
import { inTheClear } from './config-plain-http.ts';
import { readFileOf, readSecret, type Sources } from './config-secrets.ts';

/** Those who are told, with addresses and secrets read; what is not to be had is noted as a problem. */
export async function readNotifications(
  written: Readonly<Record<string, NotificationInFile>>,
  sources: Sources,
): Promise<Readonly<Record<string, ContactSettings>>> {
  const read: Record<string, ContactSettings> = {};
  for (const [name, it] of Object.entries(written)) {
    const settings = await readNotification(it, ['notifications', name], sources);
    if (settings !== undefined) read[name] = settings;
  }
  return read;
}

async function readNotification(
  { url: place, signingSecret, caFile, allowPlainHttp, timeout, format, events }: NotificationInFile,
  path: Path,
  sources: Sources,
): Promise<ContactSettings | undefined> {
  const url = await readUrl(place, [...path, 'url'], sources);
  const secret = signingSecret && (await readSecret(signingSecret, [...path, 'signingSecret'], sources));
  const ca = caFile && (await readFileOf(caFile, [...path, 'caFile'], sources, { secret: false }));
  if (url !== undefined && typeof place !== 'string' && !allowPlainHttp)
    sources.problems.push(...inTheClear(url.reveal(), [...path, 'url'], placeName(place)));
  return url && { url, signingSecret: secret, ca, timeoutMs: milliseconds(timeout), format, events };
}

async function readUrl(
  place: NotificationInFile['url'],
  path: Path,
  sources: Sources,
): Promise<Secret | undefined> {
  if (typeof place === 'string') return new Secret(place);
  const url = await readSecret(place, path, sources);
  if (url === undefined || isHttpUrl(url.reveal())) return url;
  const kind = 'env' in place ? 'env' : 'file';
  sources.problems.push(problemAt([...path, kind], placeName(place), 'must hold an http or https address'));
  return undefined;
}

function placeName(place: Exclude<NotificationInFile['url'], string>): string {
  return 'env' in place ? place.env : place.file;
}
