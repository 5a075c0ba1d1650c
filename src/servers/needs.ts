import type { BinaryName } from './binary.ts';

export type Purpose = 'demo' | 'tests';

export interface Needs {
  readonly required: readonly BinaryName[];
  /** Tests that need one of these say so and are skipped where it cannot be had. */
  readonly optional: readonly BinaryName[];
}

/** The servers that a purpose takes. A Temporal that runs already, at TEMPORAL_ADDRESS, is used as it is. */
export function needs(purpose: Purpose, env: NodeJS.ProcessEnv = process.env): Needs {
  if (purpose === 'tests') {
    return {
      required: ['temporal', 'haproxy', 'prometheus', 'temporal-test-server'],
      optional: ['haproxy-2.6', 'tctl'],
    };
  }
  const temporal: readonly BinaryName[] = env['TEMPORAL_ADDRESS'] ? [] : ['temporal'];
  return { required: [...temporal, 'haproxy', 'prometheus'], optional: [] };
}
