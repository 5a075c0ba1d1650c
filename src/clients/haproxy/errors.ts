import type { HaproxyInstance } from './settings.ts';

/** The runtime socket of an instance gave no whole answer. Safe to repeat. */
export class HaproxyUnreachable extends Error {
  override readonly name = 'HaproxyUnreachable';
  readonly instance: string;

  constructor(instance: HaproxyInstance, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `HAProxy ${instance.name} did not answer at ${instance.socket}: ${reason}. ` +
        `Check that it runs and that its "stats socket" is this one and open to the worker.`,
      { cause },
    );
    this.instance = instance.name;
  }
}

/** What is longer is no refusal of HAProxy's. */
const LONGEST_SHOWN = 300;

/** HAProxy answered, and said no; the change was still needed when read back. A repeat helps only after a correction. */
export class HaproxyRefused extends Error {
  override readonly name = 'HaproxyRefused';
  readonly instance: string;
  readonly command: string;
  readonly reply: string;
  /** Its configuration lacks the part that Pacer needs for the service. */
  readonly lacksService: boolean;

  constructor(instance: HaproxyInstance, command: string, reply: string) {
    const shown = reply.length > LONGEST_SHOWN ? `${reply.slice(0, LONGEST_SHOWN)}...` : reply;
    super(`HAProxy ${instance.name} answered "${shown}" to "${command}". ${remedyFor(shown)}`);
    this.instance = instance.name;
    this.command = command;
    this.reply = shown;
    this.lacksService = saysWhatLacks(shown);
  }
}

/** The map had something else than Pacer had set, when it was read back at once. Safe to repeat. */
export class HaproxyContested extends Error {
  override readonly name = 'HaproxyContested';

  constructor(instance: HaproxyInstance, service: string) {
    super(
      `HAProxy ${instance.name} has another entry for ${service} in its map than was just set: somebody else sets it, too. ` +
        `Find out who else changes this map.`,
    );
  }
}

/** A name or address that the runtime API would take for something else. Never sent. */
export class HaproxyUnsafeWord extends Error {
  override readonly name = 'HaproxyUnsafeWord';

  constructor(
    what: string,
    word: string,
    remedy = 'Use letters, digits and "-", "_", ".", ":" only (paths: "/", too).',
  ) {
    super(`The ${what} "${word}" cannot be sent to HAProxy. ${remedy}`);
  }
}

/** The host of a task has no address here. Servers added at run time need one. */
export class HaproxyHostUnknown extends Error {
  override readonly name = 'HaproxyHostUnknown';

  constructor(host: string, cause: unknown) {
    super(
      `The host ${host} has no address on this machine, and HAProxy takes only addresses for servers added at run time. ` +
        `Make the name known to the worker's resolver.`,
      { cause },
    );
  }
}

function remedyFor(reply: string): string {
  if (/permission denied/i.test(reply)) return 'Give its "stats socket" the "level admin".';
  if (saysWhatLacks(reply)) {
    return 'Compare its configuration with the part that Pacer needs for this service (docs/haproxy.md).';
  }
  return 'See docs/haproxy.md for the commands Pacer sends.';
}

function saysWhatLacks(reply: string): boolean {
  return !/permission denied/i.test(reply) && /backend|proxy|map identifier|server/i.test(reply);
}
