import type { CheckRules } from '../../domain/checks/to-check.ts';
import type { CanaryStep } from '../../domain/canary.ts';

/** What a spec comes to, as far as the spec alone tells. */
export interface Expansion {
  readonly procedure: 'blue-green' | 'canary';
  readonly service: string;
  readonly target: string;
  readonly steps: readonly ExpandedStep[];
  /** Gates, deadlines and the like, where the spec says any; a sentence each. */
  readonly control: readonly string[];
  readonly checks: readonly ExpandedCheck[];
  /** What happens after the steps, and what the spec leaves unsaid; a sentence each. */
  readonly notes: readonly string[];
}

export interface ExpandedStep {
  readonly number: number;
  readonly title: string;
  /** Tasks that the new version has from here on; absent where the spec does not say how many it has at the end. */
  readonly tasks?: number;
  /** Canary only: the step as the plan has it. */
  readonly step?: CanaryStep;
}

export interface ExpandedCheck {
  readonly name: string;
  /** Where in the spec. */
  readonly field: string;
  /** `background from step 1`, `step 3`, `bake`. */
  readonly measured: readonly string[];
  /** What passes and what fails, in one sentence. */
  readonly limit: string;
  /** When it is measured and what it tolerates, a clause each. */
  readonly rules: readonly string[];
  /** The ways to measure it, the best first: when the release begins, the first that has data of stable is taken. */
  readonly ways: readonly MeasuringWay[];
  /** Canary only: the same rules as the plan has them. */
  readonly plan?: CheckRules;
}

export interface MeasuringWay {
  /** Absent: the spec's own query. */
  readonly source?: 'app' | 'haproxy';
  /** Placeholders that only the release itself can fill stay. */
  readonly query: string;
  /** Where the check wants a number of requests: how they are counted. */
  readonly requests?: string;
  /** What Prometheus reads of it, for an assumed pair of versions. */
  readonly asked: readonly string[];
}
