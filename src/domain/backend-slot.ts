/** Each service owns two HAProxy backends; an app lives in one, its successor in the other. */
export type BackendSlot = 'a' | 'b';
