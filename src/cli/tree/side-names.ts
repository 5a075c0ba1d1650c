import type { Procedure } from '../../domain/status.ts';

/** What a person calls the two versions. */
export interface SideNames {
  readonly blue: string;
  readonly green: string;
}

const NAMES: Readonly<Record<Procedure, SideNames>> = {
  'blue-green': { blue: 'blue', green: 'green' },
  canary: { blue: 'stable', green: 'canary' },
};

export function sideNames(procedure: Procedure): SideNames {
  return NAMES[procedure];
}
