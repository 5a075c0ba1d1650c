import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { anyValue, jsonOf } from './rubbish.ts';

/** What is sent on a connection once something was asked on it. */
export interface Answer {
  readonly name: string;
  readonly send: (socket: Socket) => void;
}

const OK = 'HTTP/1.1 200 OK\r\n';

function http(
  name: string,
  head: string,
  body: string | Buffer = '',
  { length = Buffer.byteLength(body) } = {},
): Answer {
  const start = `${head}content-type: application/json\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n`;
  return {
    name,
    send: (socket) => {
      socket.write(start);
      socket.end(body);
    },
  };
}

/** Writes the same again and again, for as long as anybody reads. */
function endless(name: string, head: string, part: string | Buffer): Answer {
  return {
    name,
    send: (socket) => {
      socket.write(head);
      const more = (): void => {
        while (!socket.destroyed && socket.write(part));
      };
      socket.on('drain', more);
      more();
    },
  };
}

function drip(name: string, head: string, part: string): Answer {
  return {
    name,
    send: (socket) => {
      socket.write(head);
      const dripping = setInterval(() => socket.write(part), 20);
      socket.on('close', () => {
        clearInterval(dripping);
      });
    },
  };
}

const mega = 'x'.repeat(1 << 20);
const chunked = `${OK}transfer-encoding: chunked\r\n\r\n`;
const deep = '['.repeat(1_000_000);
const bomb = gzipSync(Buffer.alloc(256 << 20, '['), { level: 1 });
const manyHeaders = Array.from({ length: 5_000 }, (_, it) => `x-${it}: ${it}\r\n`).join('');

/** Each is met once by every call. */
export const heavyAnswers: readonly Answer[] = [
  endless('a body without end', `${OK}content-type: application/json\r\n\r\n`, mega),
  endless('chunks without end', chunked, `100000\r\n${mega}\r\n`),
  endless('headers without end', OK, 'x-more: x\r\n'),
  endless('a status line without end', 'HTTP/1.1 200 ', mega),
  endless('no HTTP, without end', '', mega),
  drip('a slow body', `${OK}content-length: 1000000\r\n\r\n`, 'x'),
  drip('slow headers', OK, 'x'),
  { name: 'nothing at all', send: () => undefined },
  { name: 'a closed connection', send: (socket) => socket.end() },
  { name: 'a reset connection', send: (socket) => socket.resetAndDestroy() },
  http('a gzip bomb', `${OK}content-encoding: gzip\r\n`, bomb),
  http('half a gzip', `${OK}content-encoding: gzip\r\n`, bomb.subarray(0, 1_000)),
  http('no gzip', `${OK}content-encoding: gzip\r\n`, '{}'),
  http('a strange coding', `${OK}content-encoding: br, deflate, gzip\r\n`, '{}'),
  http('endless nesting', OK, deep),
  http('endless nesting of fields', OK, '{"app":'.repeat(200_000)),
  http('a list of a million', OK, `[${'1,'.repeat(1_000_000)}1]`),
  http(
    'a metric of a million series',
    OK,
    '# TYPE pending_operations gauge\n' + 'pending_operations{a="b"} 1\n'.repeat(100_000),
  ),
  http('a label without end', OK, `pending_operations{a="${'\\"'.repeat(500_000)}`),
  http('a refusal of a megabyte', 'HTTP/1.1 422 No\r\n', JSON.stringify({ message: mega, details: mega })),
  http(
    'a conflict of a megabyte',
    'HTTP/1.1 409 No\r\n',
    JSON.stringify({ message: mega, deployments: [{ id: mega }] }),
  ),
  http('an error page of a megabyte', 'HTTP/1.1 500 No\r\n', `<html>${'<'.repeat(500_000)}`),
  http('a text of a megabyte', 'HTTP/1.1 403 No\r\n', mega),
  http(
    "Prometheus' error of a megabyte",
    'HTTP/1.1 422 No\r\n',
    JSON.stringify({ status: 'error', errorType: 'bad_data', error: mega }),
  ),
  http('five thousand headers', `${OK}${manyHeaders}`, '{}'),
  http('half of what it says', OK, '{"app":', { length: 5_000 }),
  http('invalid UTF-8', OK, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0xc3, 0x28, 0x7d])),
  http('UTF-16', OK, Buffer.from('{"app":{}}', 'utf16le')),
  http('a redirect to itself', 'HTTP/1.1 302 Found\r\nlocation: /\r\n'),
  http('a redirect elsewhere', 'HTTP/1.1 307 Found\r\nlocation: http://169.254.169.254/latest\r\n'),
  http('a redirect to nowhere', 'HTTP/1.1 301 Found\r\nlocation: ::::\r\n'),
  http('a page', 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n', '<!doctype html><title>Login</title>'),
  http('a status that is none', 'HTTP/1.1 999 What\r\n', '{}'),
  http('a retry in a million years', 'HTTP/1.1 503 No\r\nretry-after: 99999999999999999999\r\n', '{}'),
  http('a cookie that is none', `${OK}set-cookie: dcos-acs-auth-cookie=%E0%A4%A\r\n`, '{}'),
];

/** As Marathon, Prometheus and an app say it, to be spoiled. */
const right: readonly unknown[] = [
  {
    app: {
      id: '/shop',
      instances: 1,
      version: '2',
      deployments: [],
      tasks: [{ id: 'shop.1', state: 'TASK_RUNNING', ports: [1] }],
    },
  },
  { apps: [{ id: '/shop', instances: 1, version: '2', deployments: [], tasks: [], labels: { a: 'b' } }] },
  { deploymentId: 'd', version: '2' },
  { queue: [{ count: 1, delay: { timeLeftSeconds: 1, overdue: false }, app: { id: '/shop' } }] },
  [{ id: 'd', affectedApps: ['/shop'] }],
  { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '2'] }] } },
  { status: 'error', errorType: 'timeout', error: 'late' },
  { verdict: 'hold', reason: 'x' },
  { message: 'no', details: [{ path: '/id', errors: ['x'] }], deployments: [{ id: 'd' }] },
  { token: 'x' },
];

const spoilt = fc
  .tuple(fc.constantFrom(...right), anyValue, fc.nat(100), fc.nat(400))
  .map(([it, value, where, cut]) => {
    let at = 0;
    const text = jsonOf(it, (_, inner) => (at++ === where % 9 && where > 8 ? value : inner)) ?? '';
    return where % 5 === 0 ? text.slice(0, cut) : text;
  });
const lines = fc
  .array(
    fc.constantFrom(
      'pending_operations 1',
      'pending_operations NaN',
      'pending_operations -1',
      '# TYPE x',
      '# TYPE x y z',
      '{',
      'x{a=',
      'pending_operations{a="b"} 1 2 3',
      '1\n# be_id be_name',
      '0x1 shop 5',
      '\u0000',
    ),
  )
  .map((it) => it.join('\n'));
const status = fc.constantFrom(
  200,
  200,
  200,
  200,
  201,
  204,
  206,
  304,
  400,
  401,
  403,
  404,
  409,
  418,
  422,
  429,
  500,
  502,
  503,
  504,
);
const body = fc.oneof(
  spoilt,
  spoilt,
  lines,
  anyValue.map((it) => JSON.stringify(it)),
  fc.string({ unit: 'binary' }),
);

/** Small ones, by the thousand. */
export const anyAnswer: fc.Arbitrary<Answer> = fc
  .tuple(status, body)
  .map(([code, text]) => http(`${code} ${text.slice(0, 300)}`, `HTTP/1.1 ${code} X\r\n`, text));

export interface AnsweringServer {
  readonly port: number;
  answer: Answer;
  close(): Promise<void>;
}

/** Plain TCP, to break every rule. */
export async function answering(first: Answer): Promise<AnsweringServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => {
      socket.resume();
      it.answer.send(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const it: AnsweringServer = {
    port: (server.address() as AddressInfo).port,
    answer: first,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return it;
}
