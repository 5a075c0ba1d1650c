import { FALL, RISE, type HaproxyModel, type ServerModel } from './haproxy.ts';

/** What HAProxy's runtime socket answers to one line; throws for what Pacer has not sent so far. */
export function answerTo(model: HaproxyModel, line: string): string {
  if (!line.startsWith('show ') && !line.startsWith('get ')) model.touch();
  const [verb, noun, ...rest] = line.split(' ');
  switch (`${verb} ${noun}`) {
    case 'show servers':
      return serversState(model, rest[1] ?? '');
    case 'show stat':
      return stat(model, (rest[0] ?? '').split(' ')[0] ?? '');
    case 'show map':
      return [...model.map].map(([key, value], index) => `0x${index} ${key} ${value}`).join('\n');
    case 'get var':
      return `${rest[0] ?? ''}: type=str value=<v2 header=x-canary sticky-address>`;
    case 'add map':
      if (!model.map.has(rest[1] ?? '')) model.map.set(rest[1] ?? '', rest[2] ?? '');
      return '';
    case 'set map':
      if (!model.map.has(rest[1] ?? '')) return 'entry not found.';
      model.map.set(rest[1] ?? '', rest[2] ?? '');
      return '';
    case 'del map':
      return model.map.delete(rest[1] ?? '') ? '' : 'entry not found.';
    default:
      return ofServer(model, line);
  }
}

function ofServer(model: HaproxyModel, line: string): string {
  const [, path = ''] = /(?:server|health|weight) ([^ ]+_[ab]\/[^ ]+)/.exec(line) ?? [];
  const [backend = '', name = ''] = path.split('/');
  if (line.startsWith('add server ')) {
    const address = line.split(' ')[3] ?? '';
    return model.add(backend, name, address)
      ? 'New server registered.'
      : 'Already exists a server with the same name in backend.';
  }
  const server = model.find(backend, name);
  if (server === undefined) return 'No such server.';
  return change(model, server, line);
}

function change(model: HaproxyModel, server: ServerModel, line: string): string {
  const weight = /^set weight \S+ (\d+)$/.exec(line)?.[1];
  const state = /^set server \S+ state (ready|drain|maint)$/.exec(line)?.[1];
  if (weight !== undefined) server.weight = Number(weight);
  else if (state !== undefined) model.setState(server, state as 'ready' | 'drain' | 'maint');
  else if (line.startsWith('enable server ')) model.setState(server, 'ready');
  else if (line.startsWith('enable health ')) server.check = 'on';
  else if (line.startsWith('del server '))
    return model.delete(server)
      ? 'Server deleted.'
      : 'Server still has connections attached to it, cannot remove it.';
  else throw new Error(`no model of HAProxy's "${line}"`);
  return '';
}

const STATE_COLUMNS =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_check_result srv_check_health srv_check_state srv_port';
const ADMIN_BITS = { ready: 0, drain: 8, maint: 1 } as const;
const CHECK_BITS = { off: 2, on: 6, paused: 14 } as const;
const RESULTS = { unknown: 0, failed: 2, passed: 3 } as const;

function serversState(model: HaproxyModel, backend: string): string {
  const rows = model.servers
    .filter((it) => it.backend === backend)
    .map((it, index) => {
      const [host, port] = it.address.split(':');
      const op = it.admin !== 'maint' && it.health >= RISE ? 2 : 0;
      return [
        ...[1, backend, index + 1, it.name, host, op, ADMIN_BITS[it.admin], it.weight, 1],
        ...[RESULTS[it.result], it.health, CHECK_BITS[it.check], port],
      ].join(' ');
    });
  return ['1', STATE_COLUMNS, ...rows].join('\n');
}

function stat(model: HaproxyModel, backend: string): string {
  const rows = model.servers
    .filter((it) => it.backend === backend)
    .map((it) =>
      [
        backend,
        it.name,
        0,
        model.sessions(it),
        0,
        it.result === 'passed' ? 'L7OK' : 'L4CON',
        '',
        RISE,
        FALL,
      ].join(','),
    );
  return ['# pxname,svname,qcur,scur,bck,check_status,last_chk,check_rise,check_fall', ...rows].join('\n');
}
