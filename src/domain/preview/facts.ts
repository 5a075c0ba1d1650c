import type { App, AppDefinition } from '../app.ts';
import type { PoolReading } from '../pool.ts';
import type { Problem } from '../problem.ts';

/** What one look at the live systems showed; what is absent was not asked for, or is among the troubles. */
export interface Facts {
  /** Blue as it is, with its tasks. */
  readonly blue?: App;
  readonly blueDefinition?: AppDefinition;
  /** Running deployments of the apps of the service. */
  readonly deployments: readonly { readonly appId: string; readonly ids: readonly string[] }[];
  /** The release that holds the service's lock. */
  readonly holder?: { readonly workflowId: string; readonly runId: string };
  /** Releases that wait in the service's line. */
  readonly waiting: number;
  /** What only the worker knows to be wrong with the spec. */
  readonly problems: readonly Problem[];
  readonly pool?: PoolReading;
  readonly gauges: readonly GaugeReading[];
  readonly queries: readonly QueryReading[];
  readonly troubles: readonly Trouble[];
}

/** The app's own gauge of one task of blue: its value, or why it could not be read. */
export interface GaugeReading {
  readonly taskId: string;
  readonly value?: number;
  readonly problem?: string;
}

/** A query of the spec, asked for the version that serves now. */
export interface QueryToTry {
  readonly field: string;
  readonly check: string;
  readonly query: string;
}

export interface QueryReading extends QueryToTry {
  readonly answer:
    | { readonly kind: 'value' }
    | { readonly kind: 'no-data' }
    | { readonly kind: 'refused'; readonly message: string }
    | { readonly kind: 'unanswered'; readonly message: string };
}

/** What could not be read, and why. */
export interface Trouble {
  readonly what: string;
  readonly problem: string;
}
