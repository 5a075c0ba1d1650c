import { createMarathon, type MarathonSettings } from '../../clients/marathon.ts';
import type { AppDefinition } from '../../domain/app.ts';
import { didYouMean } from '../../domain/did-you-mean.ts';
import { loadWorkerConfig } from '../../worker/config.ts';
import { LOCAL_TARGET } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';

export interface Place {
  readonly target: string;
  readonly marathon: MarathonSettings;
}

interface Wanted {
  readonly target?: string | undefined;
  /** Address of a Marathon that asks for no credentials. */
  readonly marathon?: string | undefined;
  /** Where the worker's configuration is looked for. */
  readonly env: NodeJS.ProcessEnv;
}

/** The Marathon to read from: the one that is given, or that of the target in the worker's configuration. */
export async function placeOf({ target, marathon, env }: Wanted): Promise<Place> {
  if (marathon !== undefined)
    return { target: target ?? LOCAL_TARGET, marathon: { url: demandUrl(marathon) } };
  const { targets } = await loadWorkerConfig(env);
  const names = Object.keys(targets).sort();
  const name = target ?? (names.length === 1 ? names[0] : undefined) ?? LOCAL_TARGET;
  const settings = targets[name];
  if (settings !== undefined) return { target: name, marathon: settings.marathon };
  throw new Complaint(
    target === undefined
      ? `the worker's configuration has several targets: ${names.join(', ')}`
      : `the worker's configuration has no target "${target}", only ${names.join(', ')}`,
    EXIT.refused,
    ['say which with --target NAME, or in the environment as PACER_TARGET'],
  );
}

/** The definition of an app that runs. Throws Complaint when there is none of this id, or Marathon does not tell. */
export async function readRunningApp({ target, marathon }: Place, id: string): Promise<AppDefinition> {
  const client = createMarathon(marathon);
  const definition = await client.readDefinition(id).catch(complain);
  if (definition !== undefined) return definition;
  const odd: string[] = [];
  const apps = await client.listApps(undefined, (app) => odd.push(app.id)).catch(complain);
  const known = [...apps.map((app) => app.id), ...odd].sort();
  const guess = didYouMean(id.startsWith('/') ? id : `/${id}`, known);
  throw new Complaint(`there is no app "${id}" on target "${target}"`, EXIT.refused, [
    ...(guess === undefined ? [] : [guess]),
    known.length === 0 ? 'it has no apps at all' : `it has: ${listed(known)}`,
  ]);
}

const MOST_NAMES = 10;

function listed(ids: readonly string[]): string {
  const more = ids.length - MOST_NAMES;
  return `${ids.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function complain(cause: unknown): never {
  if (!(cause instanceof Error)) throw cause;
  const code = cause.name === 'MarathonRejected' ? EXIT.refused : EXIT.other;
  throw new Complaint(
    cause.message,
    code,
    ['its address is in the worker configuration, or give --marathon URL'],
    cause,
  );
}

function demandUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && `${url.username}${url.password}` === '')
    return text;
  throw new Complaint(
    '--marathon must be an http or https address without a user in it, such as http://127.0.0.1:8080',
    EXIT.refused,
    ["for a Marathon with credentials name a target of the worker's configuration: --target NAME"],
  );
}
