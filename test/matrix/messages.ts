import type { Moment } from './cells.ts';

/** From a worker that the matrix kills. */
export type FromWorker =
  | { readonly kind: 'ready' }
  /** An activity begins; it waits for the answer. */
  | {
      readonly kind: 'begins';
      readonly id: number;
      readonly activity: string;
      readonly workflowId: string;
      readonly service?: string;
    }
  /** It stands at the moment that was ordered, and dies there. */
  | { readonly kind: 'stands'; readonly id: number }
  /** It ended and did not come to the moment that was ordered. */
  | { readonly kind: 'missed'; readonly id: number };

export type ToWorker =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'die-at';
      readonly id: number;
      readonly moment: Moment | 'never';
      readonly change: boolean;
    };
