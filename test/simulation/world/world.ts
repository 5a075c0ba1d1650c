import { createActivities } from '../../../activities/index.ts';
import { PrometheusUnreachable } from '../../../src/clients/prometheus-errors.ts';
import type { Prometheus } from '../../../src/clients/prometheus.ts';
import { NoticeNotTaken } from '../../../src/clients/hooks-errors.ts';
import type { Contact } from '../../../src/clients/hooks.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../../support/random.ts';
import { SERVICE, TARGET, type PrometheusSays, type Schedule } from '../schedule.ts';
import { keepDetails, keepers, lines, readExecution, tellMeasured } from '../temporal/clients.ts';
import type { TemporalServer } from '../temporal/server.ts';
import { haproxyClient } from './haproxy-client.ts';
import { HaproxyModel } from './haproxy.ts';
import { marathonClient } from './marathon-client.ts';
import { MarathonModel } from './marathon.ts';
import { addressOf } from './tasks.ts';
import { createWire, type System, type Wire } from './wire.ts';

/** Everything beside Temporal that a release acts on. */
export interface World {
  readonly marathon: MarathonModel;
  readonly balancers: readonly HaproxyModel[];
  readonly down: Map<System, number>;
  prometheus: PrometheusSays;
  readonly notices: string[];
  /** Called when somebody asks Prometheus. */
  onQuery: () => void;
  /** When something was last done to users' servers that no release has done. */
  hurtMs: number;
}

export function createWorld(clock: Clock, schedule: Schedule): World {
  const marathon = new MarathonModel(clock);
  const { sessionMs } = schedule;
  const works = (address: string): boolean => marathon.works(address);
  const balancer = () => new HaproxyModel({ clock, service: SERVICE, works, sessionMs });
  const balancers = Array.from({ length: schedule.balancers }, balancer);
  return {
    marathon,
    balancers,
    down: new Map(),
    prometheus: schedule.prometheus,
    notices: [],
    onQuery: () => undefined,
    hurtMs: -Infinity,
  };
}

/** The version that serves before the first release, as an earlier release has left it. */
export function putBlue({ marathon }: World, instances: number): void {
  const labels = { PACER_SERVICE: SERVICE, PACER_RELEASE: 'seed/1' };
  const healthChecks = [{ protocol: 'HTTP', path: '/health' }];
  const env = { VERSION: 'v1', ACTS: 'good' };
  marathon.create({ id: `/${SERVICE}-a`, cmd: 'serve', env, instances, labels, healthChecks });
}

export function serveBlue({ marathon, balancers }: World): void {
  for (const balancer of balancers) {
    balancer.map.set(SERVICE, '0');
    for (const task of marathon.tasks()) {
      balancer.add(`${SERVICE}_a`, `pacer_${task.id}`, addressOf(task));
      const server = balancer.find(`${SERVICE}_a`, `pacer_${task.id}`)!;
      server.check = 'on';
      server.result = 'passed';
      balancer.setState(server, 'ready');
      server.health = 2;
    }
  }
}

/** The activities of one worker: another worker has clients of its own. */
export function activitiesOf(world: World, temporal: TemporalServer, wire: Wire) {
  const target = {
    marathon: marathonClient(world.marathon, wire),
    loadBalancer: haproxyClient(world.balancers, wire),
    prometheus: prometheusOf(world, wire),
  };
  const read = readExecution(temporal);
  const contacts = { ops: contactOf(world, wire) };
  return createActivities(
    { [TARGET]: target },
    read,
    lines(temporal),
    keepDetails(temporal),
    tellMeasured(temporal),
    keepers(temporal),
    contacts,
  );
}

export function wireOf(
  world: World,
  clock: Clock,
  random: Random,
  temporal: TemporalServer,
  { calls }: Pick<Schedule, 'calls'>,
): Wire {
  const faults = new Map(calls.map((it) => [it.nth, it.fault]));
  return createWire({
    ...{ clock, random, temporal },
    faultOf: (ordinal) => faults.get(ordinal),
    isDown: (system) => (world.down.get(system) ?? 0) > clock.now(),
  });
}

function prometheusOf(world: World, wire: Wire): Prometheus {
  const lost = () => new PrometheusUnreachable('http://prometheus', 'no answer');
  return {
    query: (_, signal) =>
      wire.send(
        'prometheus',
        () => {
          world.onQuery();
          if (world.prometheus === 'nothing') return { kind: 'no-data' };
          return { kind: 'value', value: world.prometheus === 'good' ? 1 : 0.2 };
        },
        { signal, lost },
      ),
  };
}

function contactOf(world: World, wire: Wire): Contact {
  const lost = () => new NoticeNotTaken('ops', 'did not answer');
  return {
    format: 'generic',
    tell: (notice, signal) =>
      wire.send('prometheus', () => void world.notices.push(`${notice.release} ${notice.event}`), {
        signal,
        lost,
      }),
    ask: (_, signal) => wire.send('prometheus', () => ({ verdict: 'go' as const }), { signal, lost }),
  };
}
