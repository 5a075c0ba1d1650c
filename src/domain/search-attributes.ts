/**
 * Search attributes of a release's workflow, all of type Keyword. A Temporal server has them once `pacer setup` has
 * created them; nothing depends on them but searches.
 */
export const SEARCH_ATTRIBUTES = {
  service: 'PacerService',
  target: 'PacerTarget',
  procedure: 'PacerProcedure',
  /** `running` from the start on; at the end how it ended, as in the outcome's `kind`. */
  outcome: 'PacerOutcome',
} as const;
