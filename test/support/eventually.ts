import { setTimeout as sleep } from 'node:timers/promises';

/** What `probe` returns once it no longer throws; asked every 25 ms. Throws its last error after `timeoutMs`. */
export async function eventually<T>(probe: () => Promise<T> | T, timeoutMs = 10_000): Promise<T> {
  const untilMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await sleep(25);
    }
  }
}
