import type { ContactsInSpec } from '../src/domain/notifications-spec.ts';
import type { Contacts, HookPlace } from '../src/domain/notifications.ts';
import { acting } from './acting.ts';

/** Whom a release tells and asks, and what it has begun to tell. */
export interface Telling {
  readonly contacts: Contacts;
  /** Of the last notice. */
  sequence: number;
  /** Deliveries that Temporal has not begun yet. */
  readonly beginning: Set<Promise<void>>;
  /** Where it has asked already: a place is passed once in a release. */
  readonly passed: Set<HookPlace>;
}

/** Looks the names of a spec up. Throws a final `InvalidInput` for one that is not known. Nobody to tell: no command. */
export async function openTelling(spec: ContactsInSpec): Promise<Telling> {
  const { notifications = [], hooks = [] } = spec;
  const isQuiet = notifications.length === 0 && hooks.length === 0;
  const contacts = isQuiet
    ? { subscriptions: [], hooks: [] }
    : await acting('look up whom to tell').checkContacts({ notifications, hooks });
  return { contacts, sequence: 0, beginning: new Set(), passed: new Set() };
}
