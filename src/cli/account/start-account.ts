import type { WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { Remark } from '../../../workflows/messages.ts';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.ts';
import type { CheckedSpec } from '../../domain/spec.ts';
import { ask, grpcCauseOf, type Temporal } from '../temporal/connect.ts';
import { ATTRIBUTE_NAMES, readAttributes } from '../temporal/search-attributes.ts';
import { MEMO } from './started.ts';

/** What a release's workflow is started with so that it can be accounted for. */
export type StartAccount = Pick<WorkflowStartOptions, 'memo' | 'typedSearchAttributes'>;

/**
 * Starts a release's workflow with who started it and why in its memo, and with search attributes where this Temporal
 * server has all of them: that tells the workflow that it may set the outcome at its end.
 */
export async function startAccounted<T>(
  temporal: Temporal,
  spec: CheckedSpec,
  { by, reason }: Remark,
  start: (account: StartAccount) => Promise<T>,
): Promise<T> {
  const memo = {
    ...(by === undefined ? {} : { [MEMO.by]: by }),
    ...(reason === undefined ? {} : { [MEMO.reason]: reason }),
  };
  const known = await readAttributes(temporal);
  if (known?.present.length !== ATTRIBUTE_NAMES.length) return ask(temporal, () => start({ memo }));
  try {
    return await ask(temporal, () => start({ memo, typedSearchAttributes: attributesOf(spec) }));
  } catch (error) {
    if (!isAboutAttributes(error)) throw error;
    return ask(temporal, () => start({ memo }));
  }
}

function attributesOf({ service, target, procedure = 'blue-green' }: CheckedSpec): SearchAttributePair[] {
  const values = { service, target, procedure, outcome: 'running' } as const;
  return Object.entries(SEARCH_ATTRIBUTES).map(([field, name]) => ({
    key: defineSearchAttributeKey(name, 'KEYWORD'),
    value: values[field as keyof typeof values],
  }));
}

/** Just created, or just removed: not every part of the server has heard of it. */
function isAboutAttributes(error: unknown): boolean {
  const { code, message = '' } = grpcCauseOf(error) ?? {};
  return code === 3 && /search attribute/i.test(message);
}
