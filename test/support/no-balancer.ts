import type { LoadBalancer } from '../../src/domain/pool.ts';

/** For activities that have nothing to do with the load balancer: any use is an error. */
export const noBalancer: LoadBalancer = {
  abilities: { splitsByShare: false, shareStep: 0, countsSessions: false, checksBeforeServing: false },
  converge: () => Promise.reject(new Error('this activity must not touch the load balancer')),
  read: () => Promise.reject(new Error('this activity must not touch the load balancer')),
};
