import type { ContactBook } from '../../activities/dependencies.ts';
import { createContact } from '../clients/hooks.ts';
import type { WorkerConfig } from './config.ts';

/** A client for each contact of the configuration. Connects to nothing yet. */
export function createContacts(settings: WorkerConfig['notifications'] = {}): ContactBook {
  return Object.fromEntries(Object.entries(settings).map(([name, it]) => [name, createContact(name, it)]));
}
