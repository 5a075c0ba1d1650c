import { defineSignal } from '@temporalio/workflow';
import type { ForeignChange } from '../src/domain/guard.ts';

/** Who pauses a release where the policy says hold. */
export const GUARD = 'the guard';

/** Sent by the activities of a release: what somebody else has changed, and what is done about it. */
export const noticed = defineSignal<[readonly ForeignChange[]]>('noticed');
