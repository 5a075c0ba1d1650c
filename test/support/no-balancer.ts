import type { LoadBalancer } from '../../src/domain/pool.ts';

const untouchable = (): Promise<never> =>
  Promise.reject(new Error('this activity must not touch the load balancer'));

/** For activities that have nothing to do with the load balancer: any use is an error. */
export const noBalancer: LoadBalancer = {
  abilities: { splitsByShare: false, shareStep: 0, countsSessions: false, checksBeforeServing: false },
  converge: untouchable,
  turnBack: untouchable,
  readEntry: untouchable,
  read: untouchable,
};
