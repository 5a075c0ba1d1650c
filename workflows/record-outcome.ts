import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { OutcomeKind } from '../src/domain/outcome.ts';
import { SEARCH_ATTRIBUTES } from '../src/domain/search-attributes.ts';

const OUTCOME = defineSearchAttributeKey(SEARCH_ATTRIBUTES.outcome, 'KEYWORD');

/**
 * Sets the search attribute of the outcome, if the workflow was started with it: whoever did knows that the server has
 * it, and an upsert of one that it has not would never succeed. Otherwise does nothing, also in a replay of old histories.
 */
export function recordOutcome(kind: OutcomeKind): void {
  if (workflowInfo().typedSearchAttributes.get(OUTCOME) === undefined) return;
  upsertSearchAttributes([{ key: OUTCOME, value: kind }]);
}
