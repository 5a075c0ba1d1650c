import type { Target, Targets } from '../../activities/dependencies.ts';
import { createHaproxy } from '../clients/haproxy/haproxy.ts';
import { createMarathon } from '../clients/marathon.ts';
import { createPrometheus } from '../clients/prometheus.ts';
import type { TargetSettings, WorkerConfig } from './config.ts';

/** A client for each system of each target. Connects to nothing yet. */
export function createTargets(settings: WorkerConfig['targets']): Targets {
  return Object.fromEntries(Object.entries(settings).map(([name, target]) => [name, createTarget(target)]));
}

function createTarget({ marathon, loadBalancer, prometheus }: TargetSettings): Target {
  return {
    marathon: createMarathon(marathon),
    loadBalancer: createHaproxy(loadBalancer),
    ...(prometheus === undefined ? {} : { prometheus: createPrometheus(prometheus) }),
  };
}
