import { setTimeout as sleep } from 'node:timers/promises';
import { everybodyTo } from '../../domain/pool-routing.ts';
import type { BackendSlot } from '../../domain/pool.ts';
import { mapCommand } from './commands.ts';
import { HaproxyContested, HaproxyRefused, HaproxyUnreachable } from './errors.ts';
import { entryOf } from './map.ts';
import type { Precedence } from './precedence.ts';
import type { HaproxySettings } from './settings.ts';
import { mapValue } from './tables.ts';
import type { Member } from './take-steps.ts';

const betweenAttemptsMs = 50;

/**
 * Sends everybody to this slot, on all instances side by side; an instance that cannot be reached holds up none of the
 * others. Tried again for as long as one command may take; then throws the last failure of the first that failed.
 */
export async function turnBack(
  members: readonly Member[],
  settings: HaproxySettings,
  precedence: Precedence,
  service: string,
  slot: BackendSlot,
  signal: AbortSignal | undefined,
): Promise<void> {
  const results = await Promise.allSettled(
    members.map((member) =>
      precedence.overrule(member.instance, service, () =>
        persist(() => turnBackOne(member, service, slot, signal), settings.commandTimeoutMs, signal),
      ),
    ),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** One change of the map, read back. An entry is added only where there is none: two of one key would both stay. */
async function turnBackOne(
  { instance, ask, mapFile }: Member,
  service: string,
  slot: BackendSlot,
  signal: AbortSignal | undefined,
): Promise<void> {
  const routing = everybodyTo(slot, true);
  for (const entry of ['present', 'missing'] as const) {
    const { line } = mapCommand({ kind: 'set-routing', routing, entry }, service, mapFile);
    const reply = await ask(line, signal);
    const present = mapValue(await ask(`show map ${mapFile}`, signal), service);
    if (present === String(entryOf(routing))) return;
    if (reply !== '' && reply !== 'entry not found.') throw new HaproxyRefused(instance, line, reply);
  }
  throw new HaproxyContested(instance, service);
}

async function persist(
  attempt: () => Promise<void>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const untilMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      const mayPass = error instanceof HaproxyUnreachable || error instanceof HaproxyContested;
      if (!mayPass || performance.now() + betweenAttemptsMs > untilMs) throw error;
      await sleep(betweenAttemptsMs, undefined, signal === undefined ? {} : { signal });
    }
  }
}
