import type { LoadReport, LoadSnapshot } from './load-report.ts';

export interface LoadSettings {
  readonly url: string;
  readonly ratePerSecond: number;
  readonly requestTimeoutMs: number;
}

/** From the demo to the load generator's process. */
export type LoadOrder =
  { readonly kind: 'start'; readonly settings: LoadSettings } | { readonly kind: 'stop' };

/** Back from it. */
export type LoadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'snapshot'; readonly snapshot: LoadSnapshot }
  | { readonly kind: 'report'; readonly report: LoadReport };
