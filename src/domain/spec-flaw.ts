import type { Path } from './problem.ts';

/** What is wrong between the fields of a spec; the value is looked up by the path. */
export interface Flaw {
  readonly path: Path;
  /** What to do, as the rest of a sentence that begins with the value. */
  readonly message: string;
}
