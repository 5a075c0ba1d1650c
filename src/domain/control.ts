import type { Gate } from './gates.ts';

/** What a release does when the service is busy. */
export const WHEN_BUSY = [
  /** ends at once, with a sentence that names the release that runs */
  'refuse',
  /** waits in line */
  'queue',
  /** aborts the one that runs, and goes next */
  'replace',
  /** waits in line, and takes the place of others that wait with this policy */
  'latest-wins',
] as const;

export type WhenBusy = (typeof WHEN_BUSY)[number];

/** What a release does about a version that an earlier one, or somebody by hand, has left half-way. */
export const ADOPT = [
  /** goes on with it where it is the version of the spec; else turns it back and begins anew */
  'finish',
  /** turns it back and ends */
  'back',
  /** refuses to begin */
  'refuse',
] as const;

export type Adopt = (typeof ADOPT)[number];

export type OnFailure = 'roll-back' | 'pause';

/** How people control a release: a part of every plan. Plans of before there was any of this have none of it. */
export interface Control {
  readonly gates?: readonly Gate[];
  /** What follows when a step fails that nobody of the users has noticed. */
  readonly onFailure?: OnFailure;
  readonly deadlines?: {
    /** From the begin to the point of no return. */
    readonly releaseMs?: number;
    /** Between two tasks that become healthy, while they are waited for. */
    readonly progressMs?: number;
  };
}
