import type { Adopted } from '../plan.ts';
import type { Procedure } from '../status.ts';

/** What a release would do, by one look at the live systems. The result of the workflow `plan`; plain JSON. */
export interface Preview {
  readonly procedure: Procedure;
  readonly service: string;
  readonly target: string;
  /** One sentence: what it comes to. */
  readonly summary: string;
  /** Whether a release would not go through as things are. */
  readonly blocked: boolean;
  readonly obstacles: readonly Obstacle[];
  /** A second version that was found, and what would be done about it. Absent: there is none. */
  readonly adopted?: Adopted;
  /** Absent where an obstacle leaves nothing to plan. */
  readonly forecast?: Forecast;
}

/** Something that stands in the way. */
export interface Obstacle {
  readonly what: string;
  readonly remedy: string;
  /** The field of the spec that it is about. */
  readonly field?: string;
  /** false: a release goes on all the same, and the sentences say how. */
  readonly blocks: boolean;
}

export interface Forecast {
  readonly changes: readonly Change[];
  /** Green's definition against blue's. Empty for a first release. */
  readonly definition: readonly FieldChange[];
  readonly steps: readonly PreviewStep[];
  readonly capacity: CapacityForecast;
  readonly duration: DurationForecast;
  readonly bounds: readonly Bound[];
  /** What the spec does not say and planning decided, a sentence each. */
  readonly notes: readonly string[];
}

export interface Change {
  readonly kind: 'created' | 'changed' | 'removed';
  /** `/shop-b`, `shop_b in the load balancer`. */
  readonly thing: string;
  readonly how: string;
}

/** One field of the definition. A value that looks like a secret is `(hidden)`. */
export interface FieldChange {
  readonly field: string;
  readonly kind: 'added' | 'changed' | 'removed';
  readonly before?: unknown;
  /** Absent where green does not have it: Marathon's default takes its place, if it has one. */
  readonly after?: unknown;
}

export interface PreviewStep {
  readonly title: string;
  /** Counts from 1 within steps 2-9. */
  readonly batch?: number;
  /** Counts from 1 within the steps of a canary's spec. */
  readonly canaryStep?: number;
  /** Tasks that come and tasks that go in it. */
  readonly arriving: number;
  readonly leaving: number;
  /** Tasks of both at its end. A blue that is kept warm still runs. */
  readonly green: number;
  readonly blue: number;
  /** Most tasks that run at once in it. */
  readonly atOnce: number;
  /** Names of the gates that it waits at for people, in their order. */
  readonly gates: readonly string[];
}

export interface CapacityForecast {
  readonly tasks: number;
  /** Title of the first step that takes them. */
  readonly at: string;
  readonly cpus: number;
  readonly memMiB: number;
  /** Most tasks that the spec lets run at once, and why so many. */
  readonly allowed: { readonly tasks: number; readonly because: string };
  /** Most tasks on the way back, where blue comes up again before green goes. Absent: there is no blue. */
  readonly onTheWayBack?: number;
}

export interface DurationForecast {
  /** Without what people take. */
  readonly expectedMs: number;
  /** When everything takes as long as its bound. */
  readonly atMostMs: number;
  readonly parts: readonly DurationPart[];
  /** What waits for a person, and so is not counted; a sentence each. */
  readonly people: readonly string[];
}

export interface DurationPart {
  readonly what: string;
  /** How often; the times are those of all together. */
  readonly times: number;
  readonly expectedMs: number;
  readonly atMostMs: number;
  /** What the expected time is taken from. */
  readonly basis: string;
}

/** A wait that ends by itself. */
export interface Bound {
  /** Absent for what no field of a spec sets. */
  readonly field?: string;
  readonly valueMs: number;
  readonly of: string;
  /** What happens when it passes. */
  readonly then: string;
}
