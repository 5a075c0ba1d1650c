import {
  matchServers,
  poolServerState,
  presentRouting,
  type ObservedInstance,
} from '../../domain/pool-observation.ts';
import type { InstanceStep } from '../../domain/pool-phase.ts';
import { planPool } from '../../domain/pool-steps.ts';
import type { Convergence, DesiredPool, PoolReading, PoolServer } from '../../domain/pool.ts';
import { withIpAddresses } from './addresses.ts';
import { observe } from './observe.ts';
import type { Precedence } from './precedence.ts';
import type { HaproxySettings } from './settings.ts';
import { takeSteps, type ChangeMap, type Member, type Setback } from './take-steps.ts';

/** Passes of read, plan and act in one round; a whole change takes six when no check has to be awaited. */
const passesPerRound = 10;

/** One round of passes towards the pool; what each pass decides on the map holds only until the service is turned back. */
export async function converge(
  members: readonly Member[],
  settings: HaproxySettings,
  precedence: Precedence,
  pool: DesiredPool,
  signal: AbortSignal | undefined,
): Promise<Convergence> {
  const desired = await withIpAddresses(pool, settings.commandTimeoutMs);
  let setbacks: readonly Setback[] = [];
  for (let pass = 1; ; pass++) {
    const holds = precedence.decide(desired.service);
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
    const change: ChangeMap = ({ instance }, act) => precedence.change(instance, desired.service, holds, act);
    setbacks = [...still, ...(await takeSteps(members, steps, desired.service, settings, change, signal))];
  }
}

/** All instances, or the first failure once none is still being asked. */
export async function observeAll(
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
export function readingOf(observed: readonly ObservedInstance[], desired?: DesiredPool): PoolReading {
  const servers = observed.flatMap((instance): PoolServer[] => {
    const { matches } = matchServers(desired ?? { servers: [] }, instance);
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
  const shares = observed.map((it) => [it.balancer, presentRouting(it).shareOfB] as const);
  return { servers, shareOfB: Object.fromEntries(shares) };
}

function sentence(reasons: readonly string[]): string {
  const [first = 'HAProxy to take the remaining steps', ...more] = reasons;
  const rest = more.length > 2 ? [...more.slice(0, 2), `${more.length - 2} more`] : more;
  return [first, ...rest].join('; ');
}

const tooEarly = ({ step }: Setback): string =>
  `connections to ${'name' in step.step ? step.step.name : ''} on ${step.balancer} to end`;

const isSame = (x: InstanceStep, y: InstanceStep): boolean => JSON.stringify(x) === JSON.stringify(y);
