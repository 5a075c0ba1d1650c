import type { EntryAbilities } from '../../domain/canary.ts';
import type { BalancerAbilities, LoadBalancer } from '../../domain/pool.ts';
import { commonAbilities } from './abilities.ts';
import { converge, observeAll, readingOf } from './converge.ts';
import { readAbilities } from './observe.ts';
import { createPrecedence } from './precedence.ts';
import { runtimeApi } from './runtime-api.ts';
import type { HaproxySettings } from './settings.ts';
import type { Member } from './take-steps.ts';
import { turnBack } from './turn-back.ts';

export { HaproxyHostUnknown, HaproxyRefused, HaproxyUnreachable, HaproxyUnsafeWord } from './errors.ts';
export {
  haproxyDefaults,
  type HaproxyCheck,
  type HaproxyInstance,
  type HaproxySettings,
} from './settings.ts';

const abilities: BalancerAbilities = {
  splitsByShare: true,
  shareStep: 1,
  countsSessions: true,
  checksBeforeServing: true,
};

/** HAProxy 2.6 and later by its runtime API. What its configuration must have: docs/haproxy.md. */
export function createHaproxy(settings: HaproxySettings): LoadBalancer {
  const members = settings.instances.map((instance) => ({
    instance,
    ask: runtimeApi(instance, settings.commandTimeoutMs),
    mapFile: settings.mapFile,
  }));
  const precedence = createPrecedence();
  return {
    abilities,
    read: async (service, signal) => readingOf(await observeAll(members, service, signal)),
    converge: (desired, signal) => converge(members, settings, precedence, desired, signal),
    turnBack: (service, slot, signal) => turnBack(members, settings, precedence, service, slot, signal),
    readEntry: (service, signal) => readEntry(members, service, signal),
  };
}

async function readEntry(
  members: readonly Member[],
  service: string,
  signal: AbortSignal | undefined,
): Promise<EntryAbilities | undefined> {
  const all = await Promise.all(members.map((member) => readAbilities(member, service, signal)));
  return all.reduce((x, y) => (x && y ? commonAbilities(x, y) : undefined));
}
