import { matchServers, poolServerState, type ObservedInstance } from '../../domain/pool-observation.ts';
import type { InstanceStep } from '../../domain/pool-phase.ts';
import { planPool } from '../../domain/pool-steps.ts';
import type {
  BalancerAbilities,
  Convergence,
  DesiredPool,
  LoadBalancer,
  PoolReading,
  PoolServer,
} from '../../domain/pool.ts';
import { withIpAddresses } from './addresses.ts';
import { observe } from './observe.ts';
import { runtimeApi } from './runtime-api.ts';
import type { HaproxySettings } from './settings.ts';
import { takeSteps, type Member, type Setback } from './take-steps.ts';

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

/** Passes of read, plan and act in one round; a whole change takes six when no check has to be awaited. */
const passesPerRound = 10;

/** HAProxy 2.6 and later by its runtime API. What its configuration must have: docs/haproxy.md. */
export function createHaproxy(settings: HaproxySettings): LoadBalancer {
  const members = settings.instances.map((instance) => ({
    instance,
    ask: runtimeApi(instance, settings.commandTimeoutMs),
    mapFile: settings.mapFile,
  }));
  return {
    abilities,
    read: async (service, signal) => readingOf(await observeAll(members, service, signal)),
    converge: (desired, signal) => converge(members, settings, desired, signal),
  };
}

async function converge(
  members: readonly Member[],
  settings: HaproxySettings,
  pool: DesiredPool,
  signal: AbortSignal | undefined,
): Promise<Convergence> {
  const desired = await withIpAddresses(pool, settings.commandTimeoutMs);
  let setbacks: readonly Setback[] = [];
  for (let pass = 1; ; pass++) {
    const observed = await observeAll(members, desired.service, signal);
    const reading = readingOf(observed, desired);
    const plan = planPool(desired, observed);
    const still = setbacks.filter((it) => plan.steps.some((step) => isSame(step, it.step)));
    for (const { error } of still) if (error) throw error;

    const steps = plan.steps.filter((step) => !still.some((it) => isSame(step, it.step)));
    if (plan.steps.length === 0 && plan.waitingFor.length === 0) return { kind: 'settled', reading };
    if (steps.length === 0 || pass === passesPerRound) {
      return {
        kind: 'under-way',
        reading,
        waitingFor: sentence([...still.map(tooEarly), ...plan.waitingFor]),
      };
    }
    setbacks = [...still, ...(await takeSteps(members, steps, desired.service, settings, signal))];
  }
}

/** All instances, or the first failure once none is still being asked. */
async function observeAll(
  members: readonly Member[],
  service: string,
  signal: AbortSignal | undefined,
): Promise<ObservedInstance[]> {
  const results = await Promise.allSettled(members.map((member) => observe(member, service, signal)));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** Servers go by their desired name where they have one, also when HAProxy's configuration calls them otherwise. */
function readingOf(observed: readonly ObservedInstance[], desired?: DesiredPool): PoolReading {
  const servers = observed.flatMap((instance): PoolServer[] => {
    const { matches } = matchServers(desired ?? { service: '', servers: [], shareOfB: 0 }, instance);
    const nameOf = new Map(matches.map((it) => [it.observed, it.desired.name]));
    return instance.servers.map((server) => ({
      balancer: instance.balancer,
      slot: server.slot,
      name: nameOf.get(server) ?? server.name,
      address: server.address,
      state: poolServerState(server),
      sessions: server.sessions,
      queue: server.queue,
    }));
  });
  return { servers, shareOfB: Object.fromEntries(observed.map((it) => [it.balancer, it.shareOfB ?? 0])) };
}

function sentence(reasons: readonly string[]): string {
  const [first = 'HAProxy to take the remaining steps', ...more] = reasons;
  const rest = more.length > 2 ? [...more.slice(0, 2), `${more.length - 2} more`] : more;
  return [first, ...rest].join('; ');
}

const tooEarly = ({ step }: Setback): string =>
  `connections to ${'name' in step.step ? step.step.name : ''} on ${step.balancer} to end`;

const isSame = (x: InstanceStep, y: InstanceStep): boolean => JSON.stringify(x) === JSON.stringify(y);
