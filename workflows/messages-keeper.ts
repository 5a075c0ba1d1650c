import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { GivenBack, KeepersTask, KeptService, Taking } from '../src/domain/keeper.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { Remark } from './messages.ts';

/** Id of the workflow that keeps the pool of a service between releases. */
export function keeperId(target: string, service: string): string {
  return `pacer/keeper/${target}/${service}`;
}

/** What a keeper is started with. Without a task it looks who serves. */
export interface KeeperInput extends KeptService {
  readonly task?: KeepersTask;
}

/** To a keeper, by the release whose turn it is. Answers once the keeper touches the pool no more. Safe to repeat. */
export const yieldTo = defineUpdate<KeepersTask, [Taking]>('yieldTo');

/** To a keeper, by the release that has the pool. */
export const giveBack = defineSignal<[GivenBack]>('giveBack');

/** To a keeper: somebody else looks after the service from now on. */
export const handOver = defineSignal<[Remark?]>('handOver');

/** The same, answered once the keeper touches the pool no more. */
export const handOverNow = defineUpdate<KeepersTask, [Remark]>('handOver');

export interface Keeping extends KeptService {
  readonly task: KeepersTask;
  /** Why it does not do it in this moment. */
  readonly problem?: string;
}

/** What a keeper does. */
export const keeping = defineQuery<Keeping>('keeping');

/** What a release wants of the pool; absent before it has planned. Also answered by one that has ended. */
export const poolOf = defineQuery<PoolIntent | undefined>('pool');
