import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { readGauge } from '../../src/clients/gauge.ts';
import { createHaproxy, haproxyDefaults } from '../../src/clients/haproxy/haproxy.ts';
import { createContact } from '../../src/clients/hooks.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import { createPrometheus } from '../../src/clients/prometheus.ts';
import { Secret } from '../../src/clients/secret.ts';
import { aNotice } from '../support/notices.ts';
import { answering, anyAnswer, heavyAnswers, type Answer, type AnsweringServer } from './answering.ts';
import { tally, type Counting, type Tally } from './tally.ts';

interface Call {
  readonly name: string;
  readonly act: () => Promise<unknown>;
}

const TIMEOUT_MS = 1_000;
/** What a busy machine may add to that. */
const MARGIN_MS = 10_000;
/** What an error may say: it goes into a history. */
const LONGEST_MESSAGE = 3_000;
const MEGABYTE = 1 << 20;
/** Beside what one answer may have at a time. */
const MAY_STAY_BYTES = 150 * MEGABYTE;

const OURS = /^(Marathon\w+|AppAlreadyExists|Prometheus\w+|Query\w+|Gauge\w+|Haproxy\w+|NoticeNotTaken)$/;

/** Every call of every client, to a server that answers anything: an error with its place, in time, and nothing stays. */
export function answers(runs: number, seed: number, { isBrief = false } = {}): Promise<Tally> {
  return tally('answers', async (counting) => {
    const lanes = await Promise.all(Array.from({ length: AT_ONCE }, aLane));
    try {
      const before = memory();
      const heavy = isBrief
        ? heavyAnswers.filter(({ name }) => !/slow|nothing|end/.test(name))
        : heavyAnswers;
      const every = Array.from({ length: CALLS }, (_, it) => it).filter((it) => !isBrief || it % 4 === 0);
      const small = fc.sample(anyAnswer, { seed, numRuns: runs });
      const waiting: (readonly [Answer, number])[] = [
        ...heavy.flatMap((answer) => every.map((call) => [answer, call] as const)),
        ...small.map((answer, index) => [answer, index % CALLS] as const),
      ];
      waiting.reverse();
      const checkAll = async ({ server, all }: Lane): Promise<void> => {
        for (let it = waiting.pop(); it !== undefined; it = waiting.pop())
          await check(server, it[0], all[it[1]]!, counting);
      };
      await Promise.all(lanes.map(checkAll));
      const stays = memory() - before;
      if (stays > MAY_STAY_BYTES) counting.defect(`${Math.round(stays / MEGABYTE)} MB stay`);
    } finally {
      await Promise.all(lanes.map(({ server }) => server.close()));
    }
  });
}

/** Most of the time they wait for a time-out. */
const AT_ONCE = 4;

interface Lane {
  readonly server: AnsweringServer;
  readonly all: readonly Call[];
}

async function aLane(): Promise<Lane> {
  const server = await answering(heavyAnswers[0]!);
  return { server, all: calls(server.port) };
}

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const CALLS = calls(1).length;

function calls(port: number): readonly Call[] {
  const url = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const credentials = {
    kind: 'service-account',
    uid: 'pacer',
    privateKey: new Secret(pem),
    loginEndpoint: `${url}/login`,
  } as const;
  const marathon = createMarathon({ url, timeoutMs: TIMEOUT_MS });
  const guarded = createMarathon({ url, timeoutMs: TIMEOUT_MS, credentials });
  const prometheus = createPrometheus({ url, timeoutMs: TIMEOUT_MS });
  const instances = [{ name: 'one', socket: `tcp://127.0.0.1:${port}` }];
  const haproxy = createHaproxy({
    ...haproxyDefaults,
    instances,
    mapFile: '/m',
    commandTimeoutMs: TIMEOUT_MS,
  });
  const contact = createContact('ops', { format: 'generic', url: new Secret(url), timeoutMs: TIMEOUT_MS });
  const gauge = { metric: 'pending_operations', path: '/metrics', timeoutMs: TIMEOUT_MS };
  return [
    { name: 'readApp', act: () => marathon.readApp('/shop') },
    { name: 'query', act: () => prometheus.query('up') },
    { name: 'readGauge', act: () => readGauge(`127.0.0.1:${port}`, gauge) },
    { name: 'read of HAProxy', act: () => haproxy.read('shop') },
    { name: 'ask', act: () => contact.ask(aNotice({ event: 'pre-traffic' })) },
    { name: 'listApps', act: () => marathon.listApps() },
    { name: 'createApp', act: () => marathon.createApp({ id: '/shop' }) },
    { name: 'killAndScale', act: () => marathon.killAndScale(['shop.1']) },
    { name: 'tell', act: () => contact.tell(aNotice()) },
    { name: 'deleteApp', act: () => marathon.deleteApp('/shop', { force: false }) },
    { name: 'runningDeployments', act: () => marathon.runningDeployments() },
    { name: 'readQueue', act: () => marathon.readQueue() },
    { name: 'login', act: () => guarded.setInstances('/shop', 1) },
    { name: 'readDefinition', act: () => marathon.readDefinition('/shop') },
    { name: 'readEntry', act: () => haproxy.readEntry('shop') },
  ];
}

async function check(
  server: AnsweringServer,
  answer: Answer,
  { name, act }: Call,
  { count, defect, timed }: Counting,
): Promise<void> {
  server.answer = answer;
  const what = `${name}, answered ${JSON.stringify(answer.name)}`;
  try {
    await timed(() => what, TIMEOUT_MS + MARGIN_MS, act);
    count('taken');
  } catch (failure) {
    count(failure instanceof Error ? failure.name : 'no error');
    const wrong = wrongWith(failure);
    if (wrong !== undefined) defect(`${what}: ${wrong}`);
  }
}

function wrongWith(failure: unknown): string | undefined {
  if (!(failure instanceof Error) || !OURS.test(failure.name))
    return `threw ${String(failure).slice(0, 300)}`;
  if (failure.message.length > LONGEST_MESSAGE) return `says ${failure.message.length} characters`;
  const hasPlace = /127\.0\.0\.1|HAProxy one|"ops"|^query "/.test(failure.message);
  return hasPlace ? undefined : `does not say where: ${failure.message.slice(0, 200)}`;
}
