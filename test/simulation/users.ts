import type { Clock } from './clock.ts';
import type { Schedule } from './schedule.ts';
import type { HaproxyModel } from './world/haproxy.ts';
import { addressOf, type ModelTask } from './world/tasks.ts';
import type { World } from './world/world.ts';

/** HAProxy takes two failed checks, half a second apart, to see that a task is gone. */
const UNSEEN_MS = 2_000;
/** What somebody has done to the servers may cost users for so long: a version is started again within it. */
const HURT_MS = 120_000;

/** Users of the service, at every instant: what they meet that they should not. */
export interface Users {
  look(): void;
  readonly violations: string[];
}

export function watchUsers(
  world: World,
  clock: Clock,
  schedule: Schedule,
  isFirstOver: () => boolean,
  /** Some version has come to serve for good. */
  isServed: () => boolean = isFirstOver,
): Users {
  const violations: string[] = [];
  const tell = (text: string): void => {
    if (violations.length < 5 && !violations.includes(text)) violations.push(text);
  };
  const floor = floorOf(schedule);
  const began = new WeakSet<HaproxyModel>();
  world.marathon.onStop = (task, by) => {
    if (by === 'request') cutOff(world, task, schedule).forEach(tell);
  };
  return {
    violations,
    look: () => {
      // A first release has nothing to go back to, and no more has the next one after it went back.
      if (schedule.blue === 0 && !isServed()) return;
      for (const [index, balancer] of world.balancers.entries()) {
        const taking = balancer.taking();
        const working = taking.filter((it) => world.marathon.works(it.address));
        const name = `lb${index + 1}`;
        if (working.length > 0) began.add(balancer);
        else if (began.has(balancer) && !isHurt(world, clock, schedule))
          tell(`nobody serves users on ${name}`);
        for (const { address, name: server } of taking)
          if (!world.marathon.works(address) && !wasHurt(world, clock, address))
            tell(`users on ${name} get to ${server}, which does not work`);
        if (
          floor !== undefined &&
          !isFirstOver() &&
          began.has(balancer) &&
          working.length < floor &&
          world.hurtMs === -Infinity &&
          world.marathon.damage.length === 0
        )
          tell(`${working.length} tasks carry users on ${name}, fewer than ${floor}`);
      }
    },
  };
}

/** Where nothing is done to the servers, and nothing is wrong with green, as many as blue had serve at any time. */
function floorOf({ blue, green, prometheus, moments }: Schedule): number | undefined {
  if (blue === 0 || green.acts !== 'good' || prometheus !== 'good') return undefined;
  const turnsBack = moments.some((it) => 'name' in it && ['abort', 'undo', 'reject'].includes(it.name));
  if (
    turnsBack ||
    moments.some((it) => ['cancel', 'terminate', 'another', 'prometheus', 'down'].includes(it.kind))
  )
    return undefined;
  return Math.min(blue, green.instances ?? blue);
}

function isHurt({ hurtMs, marathon }: World, clock: Clock, { green }: Schedule): boolean {
  if (green.acts === 'sick-later') return true;
  const last = Math.max(hurtMs, marathon.damage.at(-1)?.atMs ?? -Infinity);
  return clock.now() - last < HURT_MS;
}

function wasHurt({ hurtMs, marathon }: World, clock: Clock, address: string): boolean {
  const recent = (atMs: number): boolean => clock.now() - atMs < UNSEEN_MS;
  return recent(hurtMs) || marathon.damage.some((it) => it.address === address && recent(it.atMs));
}

/** A task that is told to end while it has users, though nothing and nobody has allowed that. */
function cutOff({ balancers, hurtMs }: World, task: ModelTask, schedule: Schedule): string[] {
  const address = addressOf(task);
  const isAllowed = mayCut(schedule) || hurtMs > -Infinity;
  if (isAllowed) return [];
  return balancers.flatMap((balancer) => {
    const server = balancer.servers.find((it) => it.address === address);
    if (server === undefined) return [];
    if (balancer.taking().includes(server)) return [`${task.id} was ended while it got new requests`];
    return balancer.sessions(server) > 0 ? [`${task.id} was ended with a session on it`] : [];
  });
}

function mayCut({ blue, spec, moments, green }: Schedule): boolean {
  if (blue === 0 || green.acts === 'sick-later') return true;
  const said = moments.some((it) => 'name' in it && ['skip', 'promote', 'abort'].includes(it.name));
  const ends = moments.some((it) => ['crash', 'sicken', 'terminate', 'another'].includes(it.kind));
  return said || ends || spec.drain?.onTimeout !== undefined;
}
