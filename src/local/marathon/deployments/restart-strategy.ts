import type { AppSpec } from '../model/app-spec.ts';

export interface RestartStrategy {
  /** Old tasks that may go before the first new one is ready. */
  readonly killAtOnce: number;
  /** Most tasks, old and new, that may exist at a time. */
  readonly maxCapacity: number;
}

/** How an app's upgradeStrategy bounds a rolling restart. One task too many is allowed where else nothing could move. */
export function restartStrategy(app: AppSpec, oldCount: number): RestartStrategy {
  const { minimumHealthCapacity, maximumOverCapacity } = app.upgradeStrategy;
  const minHealthy = Math.ceil(app.instances * minimumHealthCapacity);
  const maxCapacity = Math.floor(app.instances * (1 + maximumOverCapacity));
  const stuck = minHealthy === maxCapacity && maxCapacity <= oldCount;
  return {
    killAtOnce: Math.max(0, oldCount - minHealthy),
    maxCapacity: stuck ? maxCapacity + 1 : maxCapacity,
  };
}
