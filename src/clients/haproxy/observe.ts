import type { EntryAbilities } from '../../domain/canary.ts';
import type { ObservedCheck, ObservedInstance, ObservedServer } from '../../domain/pool-observation.ts';
import type { BackendSlot } from '../../domain/pool.ts';
import { abilitiesVariable, parseAbilities } from './abilities.ts';
import { HaproxyRefused } from './errors.ts';
import { routeOf, routingOf } from './map.ts';
import type { Ask } from './runtime-api.ts';
import type { HaproxyInstance } from './settings.ts';
import { mapEntries, serversStateRows, statRows, type Row } from './tables.ts';

/** What one instance has for one service. Throws HaproxyRefused where its configuration lacks the service. */
export async function observe(
  { instance, ask, mapFile }: { instance: HaproxyInstance; ask: Ask; mapFile: string },
  service: string,
  signal?: AbortSignal,
): Promise<ObservedInstance> {
  const read = async (command: string, starts: RegExp): Promise<string> => {
    const reply = await ask(command, signal);
    if (!starts.test(reply)) throw new HaproxyRefused(instance, command, reply);
    return reply;
  };
  const servers: ObservedServer[] = [];
  for (const slot of ['a', 'b'] as const) {
    const states = await read(`show servers state ${service}_${slot}`, /^1\n# be_id /);
    const stats = await read(`show stat ${service}_${slot} 4 -1`, /^# pxname,/);
    servers.push(...serversOf(slot, serversStateRows(states), statRows(stats)));
  }
  const map = mapEntries(await read(`show map ${mapFile}`, /^(0x.*)?$/s));
  const abilities = await readAbilities({ instance, ask }, service, signal);
  const entry = map.get(service);
  const routes = [...map].flatMap(([key, value]) => routeOf(service, key, value) ?? []);
  return {
    balancer: instance.name,
    servers,
    ...(entry === undefined ? {} : { routing: routingOf(Number.parseInt(entry, 10)) }),
    ...(routes.length === 0 ? {} : { routes }),
    ...(abilities === undefined ? {} : { abilities }),
  };
}

/** What the configuration of one instance can do for a service; undefined when it is of an older kind. */
export async function readAbilities(
  { instance, ask }: { instance: HaproxyInstance; ask: Ask },
  service: string,
  signal?: AbortSignal,
): Promise<EntryAbilities | undefined> {
  const command = `get var ${abilitiesVariable(service)}`;
  const reply = await ask(command, signal);
  if (!/type=|^Variable not found/.test(reply)) throw new HaproxyRefused(instance, command, reply);
  return parseAbilities(reply);
}

/** Backup servers are the operator's and left out. A server seen in one table only has just come or gone. */
function serversOf(slot: BackendSlot, states: readonly Row[], stats: readonly Row[]): ObservedServer[] {
  const statOf = new Map(stats.map((row) => [row['svname'], row]));
  return states.flatMap((state) => {
    const stat = statOf.get(state['srv_name']);
    return stat && stat['bck'] !== '1' ? [serverOf(slot, state, stat)] : [];
  });
}

function serverOf(slot: BackendSlot, state: Row, stat: Row): ObservedServer {
  const admin = adminOf(integer(state, 'srv_admin_state'));
  const host = state['srv_addr'] ?? '';
  return {
    slot,
    name: state['srv_name'] ?? '',
    address: `${host.includes(':') ? `[${host}]` : host}:${state['srv_port'] ?? ''}`,
    admin,
    weight: integer(state, 'srv_uweight'),
    initialWeight: integer(state, 'srv_iweight'),
    // 1 starting (slow start), 2 running; 0 stopped and 3 stopping get no new request
    up: [1, 2].includes(integer(state, 'srv_op_state')),
    check: checkOf(admin, state, stat),
    checkStatus: `${stat['check_status'] ?? ''} ${stat['last_chk'] ?? ''}`.trim() || 'no result',
    sessions: integer(stat, 'scur'),
    queue: integer(stat, 'qcur'),
  };
}

/** Bits: 1 forced, 2 inherited and 32 resolver maintenance; 8 forced and 16 inherited drain. */
function adminOf(bits: number): ObservedServer['admin'] {
  if ((bits & (1 | 2 | 32)) !== 0) return 'maintenance';
  return (bits & (8 | 16)) === 0 ? 'ready' : 'drain';
}

/** Bits of srv_check_state: 2 configured, 4 enabled, 8 paused. Results: 0 unknown, 1 neutral, 2 failed, 3 passed, 4 passed on condition. */
function checkOf(admin: ObservedServer['admin'], state: Row, stat: Row): ObservedCheck {
  const bits = integer(state, 'srv_check_state');
  const result = integer(state, 'srv_check_result');
  if ((bits & 2) === 0) return 'none';
  if ((bits & 8) !== 0) return 'paused';
  if ((bits & 4) === 0) return 'off';
  if (result === 2) return 'failed';
  if (result < 3) return 'pending';
  return admin === 'drain' && !hasNewResult(state, stat) ? 'pending' : 'passed';
}

/** A change out of maintenance puts the check's health back to `rise` with the old result; a new success lifts it. */
function hasNewResult(state: Row, stat: Row): boolean {
  return integer(state, 'srv_check_health') >= integer(stat, 'check_rise') + integer(stat, 'check_fall') - 1;
}

const integer = (row: Row, column: string): number => Number.parseInt(row[column] ?? '', 10) || 0;
