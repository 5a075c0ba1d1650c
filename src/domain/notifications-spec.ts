import { z } from 'zod';
import { milliseconds } from './duration.ts';
import { EVENTS, HOOK_PLACES, ON_HOOK_FAILURE, type Hook } from './notifications.ts';
import { durationAboveZero } from './spec-parts.ts';

const contact = z.string().min(1).describe("A name from notifications in the worker's configuration.");

const subscription = z
  .union([
    contact,
    z.strictObject({
      to: contact,
      events: z
        .array(z.enum(EVENTS))
        .min(1)
        .optional()
        .describe('The events that are told. Absent: those of the configuration.'),
    }),
  ])
  .transform((it) => (typeof it === 'string' ? { to: it } : it));

const hook = z.strictObject({
  at: z
    .enum(HOOK_PLACES)
    .describe('Before the new version gets its first users, or before the first task of the old one leaves.'),
  to: contact,
  timeout: durationAboveZero.default('5m').describe('Longest wait for an answer, retries included.'),
  onFailure: z
    .enum(ON_HOOK_FAILURE)
    .default('roll-back')
    .describe('What follows when there is none by then.'),
});

/** Fields of the specs of both procedures: whom a release tells what happens, and whom it asks before it goes on. */
export const contactsInSpec = {
  notifications: z
    .array(subscription)
    .optional()
    .describe('Who is told of events: names, or { to: NAME, events: [...] }.'),
  hooks: z.array(hook).optional().describe('Who is asked before the release goes on.'),
};

/** The part of a checked spec that is about others. Specs of before there were any have none. */
export type ContactsInSpec = z.output<z.ZodObject<typeof contactsInSpec>>;

export function toHook({ timeout, ...hook }: NonNullable<ContactsInSpec['hooks']>[number]): Hook {
  return { ...hook, timeoutMs: milliseconds(timeout) };
}
