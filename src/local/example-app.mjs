#!/usr/bin/env node
/**
 * An app as people write them: it says who it is, tells its health and its metrics, finishes what it accepted, and ends
 * politely. One plain file without dependencies, so that a task starts in some 50 ms.
 *
 * PORT0 or PORT     where it listens; BIND_HOST (default 127.0.0.1) on which address
 * APP_VERSION       what it says it is (default v1)
 * WORK_MS           how long accepted work takes (default 2000)
 * SHUTDOWN_MS       longest wait for unfinished work after SIGTERM (default 60000)
 * BAD               makes the version a bad one; several by comma:
 *   never-healthy | unhealthy-after:SECONDS | errors:SHARE[,after:SECONDS] | slow:MS[,slow-after:SECONDS] | stuck-work |
 *   crash-after:SECONDS | crash-under-load:REQUESTS (more than so many within a second) | no-metrics-after:SECONDS
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const version = process.env.APP_VERSION ?? 'v1';
const task = process.env.MESOS_TASK_ID ?? `pid-${process.pid}`;
const port = Number(process.env.PORT0 ?? process.env.PORT ?? 0);
const workMs = Number(process.env.WORK_MS ?? 2000);
const shutdownMs = Number(process.env.SHUTDOWN_MS ?? 60_000);
const bad = readSwitches(process.env.BAD ?? '');

/** Longer than any load balancer keeps an idle connection, so that a reuse never meets a closing one. */
const keepAliveTimeoutMs = 120_000;
const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const answersByCode = new Map([
  [200, 0],
  [202, 0],
  [404, 0],
  [500, 0],
]);
const latency = { counts: bucketsSeconds.map(() => 0), sumSeconds: 0, count: 0 };
let pendingOperations = 0;
let inFlight = 0;
let ending = false;
/** When the requests of users of the last second came, oldest first. */
const arrivedMs = [];

function readSwitches(text) {
  const known = [
    'never-healthy',
    'unhealthy-after',
    'errors',
    'after',
    'slow',
    'slow-after',
    'stuck-work',
    'crash-after',
    'crash-under-load',
    'no-metrics-after',
  ];
  const switches = {};
  for (const word of text.split(',').filter((it) => it !== '')) {
    const [name, value = '1'] = word.trim().split(':');
    if (!known.includes(name) || !Number.isFinite(Number(value))) {
      console.error(`BAD=${text}: "${word}" is not one of ${known.join(', ')} with a number after ":"`);
      process.exit(2);
    }
    switches[name] = Number(value);
  }
  return switches;
}

const olderThan = (seconds) => process.uptime() >= seconds;

function isHealthy() {
  if (bad['never-healthy'] !== undefined) return false;
  return bad['unhealthy-after'] === undefined || !olderThan(bad['unhealthy-after']);
}

function failsThisTime() {
  return bad.errors !== undefined && olderThan(bad.after ?? 0) && Math.random() < bad.errors;
}

function crash(why) {
  console.error(`this version crashes ${why}`);
  process.exit(3);
}

/** Counts a request, and ends where there are more within a second than this version can stand. */
function bear(nowMs) {
  arrivedMs.push(nowMs);
  while (arrivedMs[0] <= nowMs - 1000) arrivedMs.shift();
  const most = bad['crash-under-load'];
  if (most !== undefined && arrivedMs.length > most) crash(`under ${arrivedMs.length} requests a second`);
}

async function work() {
  pendingOperations += 1;
  if (bad['stuck-work'] !== undefined) return;
  await sleep(workMs * (0.5 + Math.random()));
  pendingOperations -= 1;
}

/** What a user asks for: status and what else the answer says. */
async function serve(method, url) {
  if (bad.slow !== undefined && olderThan(bad['slow-after'] ?? 0)) await sleep(bad.slow);
  if (failsThisTime()) return [500, { error: 'this version is broken' }];
  if (method === 'POST' && url.pathname === '/work') {
    void work();
    return [202, { accepted: true }];
  }
  if (method === 'GET' && url.pathname === '/slow') {
    await sleep(Math.min(Number(url.searchParams.get('ms') ?? 1000), 60_000));
    return [200, {}];
  }
  if (method === 'POST' && url.pathname === '/upload') return [200, {}];
  if (method === 'GET' && url.pathname === '/') return [200, {}];
  return [404, { error: `no ${method} ${url.pathname} here` }];
}

function observe(status, startedMs) {
  const seconds = (performance.now() - startedMs) / 1000;
  answersByCode.set(status, (answersByCode.get(status) ?? 0) + 1);
  latency.sumSeconds += seconds;
  latency.count += 1;
  bucketsSeconds.forEach((bound, index) => {
    if (seconds <= bound) latency.counts[index] += 1;
  });
}

function metricsText() {
  const codes = [...answersByCode];
  const errors = codes.filter(([code]) => code >= 500).reduce((sum, [, count]) => sum + count, 0);
  return [
    '# HELP requests_total Requests of users that were answered, by status code.',
    '# TYPE requests_total counter',
    ...codes.map(([code, count]) => `requests_total{code="${code}"} ${count}`),
    '# HELP errors_total Requests of users that were answered with a 5xx.',
    '# TYPE errors_total counter',
    `errors_total ${errors}`,
    '# HELP request_duration_seconds Time to answer a request of a user.',
    '# TYPE request_duration_seconds histogram',
    ...bucketsSeconds.map(
      (bound, index) => `request_duration_seconds_bucket{le="${bound}"} ${latency.counts[index]}`,
    ),
    `request_duration_seconds_bucket{le="+Inf"} ${latency.count}`,
    `request_duration_seconds_sum ${latency.sumSeconds}`,
    `request_duration_seconds_count ${latency.count}`,
    '# HELP pending_operations Work that was accepted and is not finished.',
    '# TYPE pending_operations gauge',
    `pending_operations ${pendingOperations}`,
    '# HELP app_info Which version this is.',
    '# TYPE app_info gauge',
    `app_info{version="${version}"} 1`,
    '',
  ].join('\n');
}

function send(response, status, type, body) {
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  // While it ends, each client is told to take its next request elsewhere.
  response.writeHead(status, ending ? { ...headers, connection: 'close' } : headers);
  response.end(body);
}

/** An answer that comes piece by piece. */
async function sendSlowly(response, ms) {
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(ending ? { connection: 'close' } : {}),
  });
  response.write(`{"version":${JSON.stringify(version)},"task":${JSON.stringify(task)},"pieces":"`);
  for (let left = Math.min(ms, 60_000); left > 0; left -= 100) {
    await sleep(Math.min(left, 100));
    response.write('.');
  }
  response.end('"}');
}

const sendJson = (response, status, body) => send(response, status, 'application/json', JSON.stringify(body));

/** Whoever hangs up gets no answer. */
const uploaded = (request) => new Promise((resolve) => request.once('end', resolve).once('close', resolve));

async function answer(request, response) {
  const url = new URL(request.url ?? '/', 'http://app');
  request.resume();
  if (url.pathname === '/health') {
    sendJson(response, isHealthy() ? 200 : 503, { healthy: isHealthy() });
    return;
  }
  if (url.pathname === '/metrics') {
    const silentAfter = bad['no-metrics-after'];
    if (silentAfter !== undefined && olderThan(silentAfter))
      sendJson(response, 404, { error: 'no metrics here' });
    else send(response, 200, 'text/plain; version=0.0.4', metricsText());
    return;
  }
  const startedMs = performance.now();
  bear(startedMs);
  inFlight += 1;
  response.once('close', () => (inFlight -= 1));
  if (request.method === 'GET' && url.pathname === '/stream') {
    await sendSlowly(response, Number(url.searchParams.get('ms') ?? 1000));
    observe(200, startedMs);
    return;
  }
  if (request.method === 'POST' && url.pathname === '/upload') await uploaded(request);
  const [status, body] = await serve(request.method, url);
  observe(status, startedMs);
  sendJson(response, status, { version, task, ...body });
}

const server = createServer((request, response) => void answer(request, response));
server.keepAliveTimeout = keepAliveTimeoutMs;
server.headersTimeout = keepAliveTimeoutMs + 1000;
server.listen(port, process.env.BIND_HOST ?? '127.0.0.1', () => {
  console.log(`${task} ${version} listens on ${server.address().port}`);
});
server.on('error', (error) => {
  console.error(`cannot listen on port ${port}: ${error.message}`);
  process.exit(1);
});

async function endPolitely() {
  if (ending) return;
  ending = true;
  const untilMs = performance.now() + shutdownMs;
  while ((inFlight > 0 || pendingOperations > 0) && performance.now() < untilMs) await sleep(20);
  if (inFlight > 0 || pendingOperations > 0) {
    console.error(`ends with ${inFlight} requests and ${pendingOperations} pending operations unfinished`);
    process.exit(1);
  }
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 500).unref();
}

process.on('SIGTERM', () => void endPolitely());
process.on('SIGINT', () => void endPolitely());

if (bad['crash-after'] !== undefined) {
  setTimeout(() => crash('after its time'), bad['crash-after'] * 1000);
}
