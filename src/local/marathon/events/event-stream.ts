import { timestamp } from '../clock.ts';

/** What GET /v2/events carries. Marathon keeps nothing: who does not listen at the time misses it. */
export interface MarathonEvent {
  readonly eventType: string;
  readonly timestamp: string;
  readonly [field: string]: unknown;
}

type Listener = (event: MarathonEvent) => void;

export class EventStream {
  readonly #listeners = new Set<Listener>();

  publish(eventType: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const event = { ...fields, eventType, timestamp: timestamp() };
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Returns a function that ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
