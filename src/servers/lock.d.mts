/**
 * Runs `work` while no other process holds the lock directory `path`, and returns what it returned.
 * A lock whose holder died is taken over. Throws when the lock is still held after `timeoutMs`.
 */
export function withLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T>;
