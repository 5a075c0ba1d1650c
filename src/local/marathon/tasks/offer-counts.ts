import { timestamp } from '../clock.ts';

/** Reasons for which Marathon declines offers, in its order. */
const REASONS = [
  'UnfulfilledRole',
  'UnfulfilledConstraint',
  'NoCorrespondingReservationFound',
  'AgentMaintenance',
  'InsufficientCpus',
  'InsufficientMemory',
  'InsufficientDisk',
  'InsufficientGpus',
  'InsufficientPorts',
  'DeclinedScarceResources',
] as const;

export type DeclineReason = (typeof REASONS)[number];

/** The part of GET /v2/queue that tells why an app is not launched. */
export interface OfferSummary {
  readonly processedOffersCount: number;
  readonly unusedOffersCount: number;
  readonly lastUnusedOfferAt?: string;
  readonly lastUsedOfferAt?: string;
  readonly rejectSummaryLastOffers: readonly ReasonCount[];
  readonly rejectSummaryLaunchAttempt: readonly ReasonCount[];
}

interface ReasonCount {
  readonly reason: DeclineReason;
  readonly declined: number;
  readonly processed: number;
}

interface Counts {
  processed: number;
  unused: number;
  lastUnusedAt?: string;
  lastUsedAt?: string;
  readonly declined: Map<DeclineReason, number>;
}

/** Counts the offers made to each app. */
export class OfferCounts {
  readonly #apps = new Map<string, Counts>();

  used(appId: string): void {
    const counts = this.#counts(appId);
    counts.processed += 1;
    counts.lastUsedAt = timestamp();
    counts.declined.clear();
  }

  unused(appId: string, reason: DeclineReason): void {
    const counts = this.#counts(appId);
    counts.processed += 1;
    counts.unused += 1;
    counts.lastUnusedAt = timestamp();
    counts.declined.set(reason, (counts.declined.get(reason) ?? 0) + 1);
  }

  forget(appId: string): void {
    this.#apps.delete(appId);
  }

  of(appId: string): OfferSummary {
    const { processed, unused, lastUnusedAt, lastUsedAt, declined } = this.#counts(appId);
    const lastOffers = Math.max(0, ...declined.values());
    return {
      processedOffersCount: processed,
      unusedOffersCount: unused,
      ...(lastUnusedAt && { lastUnusedOfferAt: lastUnusedAt }),
      ...(lastUsedAt && { lastUsedOfferAt: lastUsedAt }),
      rejectSummaryLastOffers: summary(declined, lastOffers),
      rejectSummaryLaunchAttempt: summary(declined, processed),
    };
  }

  #counts(appId: string): Counts {
    const counts = this.#apps.get(appId) ?? {
      processed: 0,
      unused: 0,
      declined: new Map<DeclineReason, number>(),
    };
    this.#apps.set(appId, counts);
    return counts;
  }
}

function summary(declined: ReadonlyMap<DeclineReason, number>, processed: number): readonly ReasonCount[] {
  return REASONS.map((reason) => ({ reason, declined: declined.get(reason) ?? 0, processed }));
}
