import { stringify } from 'yaml';
import type { StackLayout } from './stack-layout.ts';

/** The worker's configuration for the stack, as a person would write it: one target, named `local`. */
export function workerConfigText(layout: StackLayout): string {
  const config = {
    targets: {
      local: {
        marathon: { url: layout.marathonUrl },
        loadBalancer: {
          kind: 'haproxy',
          instances: [{ name: 'haproxy', socket: layout.haproxySocket }],
          mapFile: layout.mapFile,
        },
        prometheus: { url: layout.prometheusUrl },
      },
    },
  };
  return `# Written by the local stack at each start.\n${stringify(config)}`;
}
