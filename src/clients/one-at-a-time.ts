const tails = new Map<string, Promise<unknown>>();

/**
 * Runs `act` after every earlier one of the same key in this process has ended. A read that decides on a write, and the
 * write, must not be interleaved with those of another attempt on the same app.
 */
export async function oneAtATime<T>(key: string, act: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve();
  const mine = before.then(act, act);
  const tail = mine.catch(() => undefined);
  tails.set(key, tail);
  try {
    return await mine;
  } finally {
    if (tails.get(key) === tail) tails.delete(key);
  }
}
