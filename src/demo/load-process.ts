/**
 * The load generator's process. Open loop: a request is sent when it is due, whatever became of those before it. It ends
 * when told to, or when the process that started it is gone.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadMessage, LoadOrder, LoadSettings } from './load-messages.ts';
import { plannedRequest, Requester } from './load-request.ts';
import { LoadTally } from './load-tally.ts';

const tickMs = 5;
const snapshotIntervalMs = 200;

process.once('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);
process.once('message', (order: LoadOrder) => {
  if (order.kind === 'start') void generate(order.settings);
});
say({ kind: 'ready' });

function say(message: LoadMessage): void {
  process.send?.(message);
}

async function generate(settings: LoadSettings): Promise<void> {
  const requester = new Requester(settings.url, settings.requestTimeoutMs);
  const startedMs = performance.now();
  const tally = new LoadTally(startedMs, Date.now());
  const told = new AbortController();
  process.once('message', () => {
    told.abort();
  });
  const snapshots = setInterval(() => {
    say({ kind: 'snapshot', snapshot: tally.snapshot(performance.now()) });
  }, snapshotIntervalMs);

  let number = 0;
  while (!told.signal.aborted) {
    const due = Math.floor(((performance.now() - startedMs) * settings.ratePerSecond) / 1000);
    for (; number <= due; number += 1) {
      void sendOne(requester, tally, number, startedMs + (number * 1000) / settings.ratePerSecond);
    }
    await sleep(tickMs);
  }

  const untilMs = performance.now() + settings.requestTimeoutMs + 1_000;
  while (tally.inFlight > 0 && performance.now() < untilMs) await sleep(tickMs);
  clearInterval(snapshots);
  requester.close();
  const report: LoadMessage = { kind: 'report', report: tally.report(performance.now()) };
  process.send?.(report, () => {
    process.disconnect();
  });
}

async function sendOne(requester: Requester, tally: LoadTally, number: number, dueMs: number): Promise<void> {
  const planned = plannedRequest(number);
  const sentMs = performance.now();
  tally.sent(sentMs - dueMs);
  tally.answered(planned, await requester.send(planned), sentMs, performance.now());
}
