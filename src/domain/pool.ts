/** The pool of a service: who serves its users, on which load balancer, with which share. */

import type { BackendSlot } from './backend-slot.ts';
import type { EntryAbilities, Route, StickyKey } from './canary.ts';

export type { BackendSlot };

/** What a load balancer can do. Workflows decide by this, never by the load balancer's name. */
export interface BalancerAbilities {
  /** A share of requests can be set per backend, independent of the number of servers. */
  readonly splitsByShare: boolean;
  /** Smallest step of that share, in ten-thousandths; 0 when it cannot split. */
  readonly shareStep: number;
  /** Sessions and queue of each server can be read, so a drain can be proven. */
  readonly countsSessions: boolean;
  /** Checks a server before it is given traffic. */
  readonly checksBeforeServing: boolean;
}

/** One server that should be in the pool. */
export interface DesiredServer {
  readonly slot: BackendSlot;
  /** Unique in the service; derived from the task id, so that a repeat finds its own server. */
  readonly name: string;
  /** `host:port` */
  readonly address: string;
  /** draining: gets no new request, keeps those it has */
  readonly mode: 'serving' | 'draining';
  /** Its health is doubted elsewhere: it may serve, but nothing waits for it. */
  readonly doubted?: true;
}

/** The whole pool of one service as it should be. Converging to it twice changes nothing the second time. */
export interface DesiredPool {
  readonly service: string;
  readonly servers: readonly DesiredServer[];
  /** Share of requests that goes to slot b, in ten-thousandths (0..10000). */
  readonly shareOfB: number;
  /** A user of the same key stays on one version as the share grows. Absent: each request draws anew. */
  readonly sticky?: StickyKey;
  /** Requests that go to a slot whatever the share. Absent: none. */
  readonly routes?: readonly Route[];
  /** true: once the pool has been turned back, share, stickiness and routes stay as that left them. */
  readonly yields?: true;
}

/** One server as one load balancer instance has it. */
export interface PoolServer {
  /** Name of the load balancer instance in the target. */
  readonly balancer: string;
  readonly slot: BackendSlot;
  readonly name: string;
  readonly address: string;
  readonly state: PoolServerState;
  readonly sessions: number;
  readonly queue: number;
}

export type PoolServerState =
  /** in maintenance, its check has not succeeded yet */
  | 'checking'
  /** takes its share of requests */
  | 'serving'
  /** takes no new request */
  | 'draining'
  /** in maintenance, nothing under way */
  | 'maintenance'
  /** enabled, but its check fails: the load balancer avoids it by itself */
  | 'down';

/** The pool as all load balancer instances of a target have it. */
export interface PoolReading {
  readonly servers: readonly PoolServer[];
  /** Share of b, in ten-thousandths, for each load balancer instance by name. */
  readonly shareOfB: Readonly<Record<string, number>>;
}

export type Convergence =
  | { readonly kind: 'settled'; readonly reading: PoolReading }
  /** Not there yet, nothing wrong: call again. `waitingFor` is a sentence for the operator. */
  | { readonly kind: 'under-way'; readonly reading: PoolReading; readonly waitingFor: string };

/** A load balancer of a target: one or more instances that are kept alike. */
export interface LoadBalancer {
  readonly abilities: BalancerAbilities;
  /**
   * Takes one round of steps towards `desired` on every instance and reads back what is there. Order: new servers are
   * checked and enabled, then the share moves, then servers drain, then absent ones go. Never cuts a session, never
   * leaves the service without a serving server. Safe to repeat. Throws when an instance cannot be reached.
   */
  converge(desired: DesiredPool, signal?: AbortSignal): Promise<Convergence>;
  /**
   * Sends every new request to this slot, at once and on every instance: one change of the map, which share, stickiness
   * and routes follow, and which no `yields` pool overrules. Read back. Safe to repeat. Throws as `converge` does.
   */
  turnBack(service: string, slot: BackendSlot, signal?: AbortSignal): Promise<void>;
  /** What the configuration of every instance can do for this service; undefined when one of them is of an older kind. */
  readEntry(service: string, signal?: AbortSignal): Promise<EntryAbilities | undefined>;
  /** Reads without changing anything. Throws when an instance cannot be reached. */
  read(service: string, signal?: AbortSignal): Promise<PoolReading>;
}
