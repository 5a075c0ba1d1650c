import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { NativeConnection } from '@temporalio/worker';

/** The activity that a call belongs to. */
export interface Caller {
  /** An answer has come, so that the other side has done what it was asked: whether the caller never gets to know. */
  readonly loses: (call: { readonly changes: boolean }) => boolean;
}

export const calling = new AsyncLocalStorage<Caller>();

/** Looks on at every call that leaves the process: HTTP, HAProxy's runtime socket, Temporal. Before the product loads. */
export function lookOnAtCalls(): void {
  lookOnAtHttp();
  lookOnAtSockets();
  lookOnAtTemporal();
}

interface Emits {
  emit(event: string | symbol, ...args: unknown[]): boolean;
}

/** Keeps these events from their listeners once the caller is not to know. */
function withhold(emitter: Emits, events: readonly string[], isLost: () => boolean): void {
  const emit = emitter.emit.bind(emitter);
  emitter.emit = (event, ...args) =>
    events.includes(String(event)) && isLost() ? true : emit(event, ...args);
}

function lookOnAtHttp(): void {
  const request = http.request.bind(http) as (...args: unknown[]) => http.ClientRequest;
  http.request = (...args: unknown[]) => {
    const made = request(...args);
    const caller = calling.getStore();
    if (caller !== undefined)
      withhold(made, ['response'], () => caller.loses({ changes: made.method !== 'GET' }));
    return made;
  };
}

/** One connection for each command of the runtime API; a change may be answered by its mere end. */
function lookOnAtSockets(): void {
  const connect = net.connect.bind(net) as (...args: unknown[]) => net.Socket;
  net.connect = (...args: unknown[]) => {
    const socket = connect(...args);
    const caller = calling.getStore();
    if (caller === undefined) return socket;
    let said = '';
    const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
    socket.write = (...all: unknown[]) => {
      said += String(all[0]);
      return write(...all);
    };
    withhold(socket, ['data', 'end', 'close'], () => caller.loses({ changes: !/^(show|get) /.test(said) }));
    return socket;
  };
  syncBuiltinESMExports();
}

type Send = (native: unknown, method: { readonly name: string }, data: unknown, done: Done) => void;
type Done = (error: unknown, reply?: unknown) => void;

function lookOnAtTemporal(): void {
  const connections = NativeConnection.prototype as unknown as { sendRequest: Send };
  const send = connections.sendRequest;
  connections.sendRequest = function (this: unknown, native, method, data, done) {
    const caller = calling.getStore();
    const isOfTheWorker = /Heartbeat|Poll|Respond/.test(method.name);
    const changes = /^(start|signal|update|terminate|execute)/i.test(method.name);
    const heard: Done = (error, reply) => {
      if (caller?.loses({ changes }) !== true) done(error, reply);
    };
    send.call(this, native, method, data, caller === undefined || isOfTheWorker ? done : heard);
  };
}
