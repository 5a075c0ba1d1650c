import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { NativeConnection } from '@temporalio/worker';

/** What an activity is to hear of the calls that it makes, at the moment in which an answer to one has come. */
export interface Listening {
  readonly answered: (call: { readonly changes: boolean }) => void;
}

/** The activity that a call belongs to. */
export const listening = new AsyncLocalStorage<Listening>();

/** Looks on at every call that leaves the process: HTTP, HAProxy's runtime socket, Temporal. Before the product loads. */
export function lookOnAtCalls(): void {
  lookOnAtHttp();
  lookOnAtSockets();
  lookOnAtTemporal();
}

function lookOnAtHttp(): void {
  const request = http.request.bind(http) as (...args: unknown[]) => http.ClientRequest;
  http.request = (...args: unknown[]) => {
    const made = request(...args);
    const whose = listening.getStore();
    if (whose !== undefined)
      made.prependListener('response', () => {
        whose.answered({ changes: made.method !== 'GET' });
      });
    return made;
  };
}

/** One connection for each command of the runtime API. */
function lookOnAtSockets(): void {
  const connect = net.connect.bind(net) as (...args: unknown[]) => net.Socket;
  net.connect = (...args: unknown[]) => {
    const socket = connect(...args);
    const whose = listening.getStore();
    if (whose === undefined) return socket;
    let said = '';
    const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
    socket.write = (...all: unknown[]) => {
      said += String(all[0]);
      return write(...all);
    };
    // A command that changes something may be answered by the mere end of the connection.
    const heard = (): void => {
      whose.answered({ changes: !/^(show|get) /.test(said) });
    };
    return socket.prependListener('data', heard).prependListener('end', heard);
  };
  syncBuiltinESMExports();
}

type Send = (native: unknown, method: { readonly name: string }, data: unknown, done: Done) => void;
type Done = (error: unknown, reply?: unknown) => void;

function lookOnAtTemporal(): void {
  const connections = NativeConnection.prototype as unknown as { sendRequest: Send };
  const send = connections.sendRequest;
  connections.sendRequest = function (this: unknown, native, method, data, done) {
    const whose = listening.getStore();
    const isOfTheWorker = /Heartbeat|Poll|Respond/.test(method.name);
    const heard: Done = (error, reply) => {
      whose?.answered({ changes: /^(start|signal|update|terminate|execute)/i.test(method.name) });
      done(error, reply);
    };
    send.call(this, native, method, data, whose === undefined || isOfTheWorker ? done : heard);
  };
}
