import { didYouMean } from './did-you-mean.ts';
import { EVENTS, type Contacts, type EventName, type NoticeFormat } from './notifications.ts';
import { toHook, type ContactsInSpec } from './notifications-spec.ts';
import { problemAt, type Path, type Problem } from './problem.ts';

/** What of a contact in the worker's configuration is not a secret. */
export interface KnownContact {
  readonly format: NoticeFormat;
  /** Absent: all. */
  readonly events?: readonly EventName[] | undefined;
}

export type ContactsCheck =
  | { readonly kind: 'ok'; readonly contacts: Contacts }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Whom a release tells and asks, by the names that the worker knows; or what is wrong with the names of the spec. */
export function checkContacts(
  { notifications = [], hooks = [] }: ContactsInSpec,
  known: Readonly<Record<string, KnownContact>>,
): ContactsCheck {
  const problems = [
    ...notifications.flatMap((it, index) => {
      const path = ['notifications', index];
      const contact = contactNamed(known, it.to);
      return contact === undefined ? [unknown(path, it.to, known)] : untold(path, it, contact);
    }),
    ...hooks.flatMap(({ to }, index) => {
      const path = ['hooks', index];
      const contact = contactNamed(known, to);
      if (contact === undefined) return [unknown(path, to, known)];
      return contact.format === 'slack' ? [problemAt([...path, 'to'], to, noVerdict)] : [];
    }),
  ];
  if (problems.length > 0) return { kind: 'invalid', problems };
  const subscriptions = notifications.map(({ to, events }) => ({
    to,
    events: events ?? contactNamed(known, to)?.events ?? EVENTS,
  }));
  return { kind: 'ok', contacts: { subscriptions, hooks: hooks.map(toHook) } };
}

const noVerdict =
  'cannot be asked: its format is "slack", which has no word for a verdict. Name one of the format "generic"';

function contactNamed(known: Readonly<Record<string, KnownContact>>, name: string): KnownContact | undefined {
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

function unknown(path: Path, name: string, known: Readonly<Record<string, KnownContact>>): Problem {
  const names = Object.keys(known);
  const guess = didYouMean(name, names);
  const advice =
    guess === undefined
      ? '. Name one of those, or add it and restart the worker'
      : `; ${guess} Else add it and restart the worker`;
  const has = names.join(', ') || 'none';
  const remedy = `is not one of the notifications in the worker's configuration (it has: ${has})${advice}`;
  return problemAt([...path, 'to'], name, remedy);
}

function untold(
  path: Path,
  { to, events = [] }: { readonly to: string; readonly events?: readonly EventName[] | undefined },
  contact: KnownContact,
): readonly Problem[] {
  const { events: taken } = contact;
  if (taken === undefined) return [];
  return events.flatMap((event, index) =>
    taken.includes(event)
      ? []
      : [
          problemAt(
            [...path, 'events', index],
            event,
            `is not told to "${to}": its events in the worker's configuration are ${taken.join(', ')}`,
          ),
        ],
  );
}
