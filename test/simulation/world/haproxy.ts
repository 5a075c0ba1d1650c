import type { Clock } from '../clock.ts';

/** One server, as HAProxy has it. */
export interface ServerModel {
  readonly backend: string;
  readonly name: string;
  readonly address: string;
  admin: 'ready' | 'drain' | 'maint';
  weight: number;
  /** Its check runs; `paused` by maintenance. */
  check: 'off' | 'on' | 'paused';
  result: 'unknown' | 'failed' | 'passed';
  /** Below `RISE` it is down. */
  health: number;
  /** When it last took requests: its sessions end some time after that. */
  busyUntilMs: number;
  isGone: boolean;
}

export const RISE = 1;
export const FALL = 2;
const BEST = RISE + FALL - 1;
const CHECK_EVERY_MS = 500;

export interface HaproxySettingsOfModel {
  readonly clock: Clock;
  readonly service: string;
  readonly works: (address: string) => boolean;
  /** How long users' sessions last. */
  readonly sessionMs: number;
}

/** One HAProxy with the two backends and the map entry of one service; all of it is forgotten in a restart. */
export class HaproxyModel {
  servers: ServerModel[] = [];
  readonly map = new Map<string, string>();
  readonly settings: HaproxySettingsOfModel;

  constructor(settings: HaproxySettingsOfModel) {
    this.settings = settings;
  }

  add(backend: string, name: string, address: string): boolean {
    if (this.find(backend, name) !== undefined) return false;
    const server: ServerModel = {
      ...{ backend, name, address, admin: 'maint', weight: 1, check: 'off', result: 'unknown' },
      ...{ health: RISE, busyUntilMs: 0, isGone: false },
    };
    this.servers.push(server);
    this.#checkAgain(server);
    return true;
  }

  find(backend: string, name: string): ServerModel | undefined {
    return this.servers.find((it) => it.backend === backend && it.name === name);
  }

  delete(server: ServerModel): boolean {
    if (server.admin !== 'maint' || this.sessions(server) > 0) return false;
    server.isGone = true;
    this.servers = this.servers.filter((it) => it !== server);
    return true;
  }

  /** By somebody in a hurry: with the sessions on it. */
  remove(server: ServerModel): boolean {
    server.isGone = true;
    this.servers = this.servers.filter((it) => it !== server);
    return true;
  }

  restart(): void {
    for (const server of this.servers) server.isGone = true;
    this.servers = [];
    this.map.clear();
  }

  /** Notes who has users now: to be called before anything changes. */
  touch(): void {
    const untilMs = this.settings.clock.now() + this.settings.sessionMs;
    for (const server of this.taking()) server.busyUntilMs = untilMs;
  }

  sessions(server: ServerModel): number {
    return server.busyUntilMs > this.settings.clock.now() ? 1 : 0;
  }

  /** Those that get new requests now, by the map and by what serves. */
  taking(): ServerModel[] {
    const entry = Number.parseInt(this.map.get(this.settings.service) ?? '0', 10);
    const shareOfB = Math.abs(entry) % 100_000;
    const usable = (slot: 'a' | 'b'): ServerModel[] =>
      this.servers.filter((it) => it.backend === `${this.settings.service}_${slot}` && isUsable(it));
    const [a, b] = [usable('a'), usable('b')];
    return [
      ...(shareOfB < 10_000 ? (a.length > 0 ? a : b) : []),
      ...(shareOfB > 0 ? (b.length > 0 ? b : a) : []),
    ].filter((it, index, all) => all.indexOf(it) === index);
  }

  /** Its check begins anew when it comes out of maintenance; the old result stands until then. */
  setState(server: ServerModel, state: 'ready' | 'drain' | 'maint'): void {
    if (state === 'maint') {
      if (server.admin !== 'maint' && server.check === 'on') server.check = 'paused';
    } else if (server.admin === 'maint') {
      if (server.check === 'paused') server.check = 'on';
      server.health = RISE;
    }
    server.admin = state;
  }

  #checkAgain(server: ServerModel): void {
    const { clock, works } = this.settings;
    clock.quietlyIn(CHECK_EVERY_MS, () => {
      if (server.isGone) return;
      this.#checkAgain(server);
      if (server.check !== 'on') return;
      this.touch();
      const isAlive = works(server.address);
      server.result = isAlive ? 'passed' : 'failed';
      if (isAlive) server.health = server.health >= RISE ? BEST : RISE;
      else server.health = server.health - 1 < RISE ? 0 : server.health - 1;
      if (isAlive && server.health >= RISE) server.health = BEST;
    });
  }
}

function isUsable({ admin, weight, health }: ServerModel): boolean {
  return admin === 'ready' && weight > 0 && health >= RISE;
}
