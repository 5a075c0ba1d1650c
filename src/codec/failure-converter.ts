import { DefaultFailureConverter } from '@temporalio/common';

/** Puts the message and the stack of a failure into a payload, where the codec finds them. Temporal's SDK loads it by path. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
