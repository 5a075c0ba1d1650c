/** Prometheus gave no answer to the query, or could not for now. Safe to repeat. */
export class PrometheusUnreachable extends Error {
  override readonly name = 'PrometheusUnreachable';

  constructor(url: string, reason: string, cause?: Error) {
    // A path may name a tenant, and this goes into histories.
    super(
      `Prometheus at ${new URL(url).host}: ${reason}. Check that it runs and the target's prometheus settings`,
      {
        cause,
      },
    );
  }
}

/** Prometheus cannot evaluate the query. A repeat gets the same answer. */
export class QueryRejected extends Error {
  override readonly name = 'QueryRejected';

  constructor(query: string, said: string) {
    super(`query ${JSON.stringify(query)}: ${said}. Correct the check's query in the spec`);
  }
}

/** The query gives more than one number, so it has no single answer. */
export class QueryAmbiguous extends Error {
  override readonly name = 'QueryAmbiguous';

  constructor(query: string, gives: string) {
    super(
      `query ${JSON.stringify(query)}: gives ${gives}, not one number. Aggregate it, as in sum(...) or max(...)`,
    );
  }
}
