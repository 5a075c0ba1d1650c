import { z } from 'zod';
import { createHttp, type HttpSettings } from './http.ts';
import type { Reply } from './http-transport.ts';
import { listOf } from './list-of.ts';
import { PrometheusUnreachable, QueryAmbiguous, QueryRejected } from './prometheus-errors.ts';

export type PrometheusSettings = HttpSettings;

export type QueryAnswer =
  /** May be infinite, as of x/0: compare it here, JSON has no word for it. */
  | { readonly kind: 'value'; readonly value: number }
  /** no series, or NaN as of 0/0: says nothing, neither good nor bad */
  | { readonly kind: 'no-data' };

export interface QueryOptions {
  /** The moment that is asked for. Default: now, by Prometheus' clock. */
  readonly at?: Date;
}

export interface Prometheus {
  /**
   * Evaluates PromQL for one moment. Throws PrometheusUnreachable (repeat it), QueryRejected or QueryAmbiguous (correct it), or the
   * signal's reason. Safe to repeat.
   */
  query(expression: string, signal?: AbortSignal, options?: QueryOptions): Promise<QueryAnswer>;
}

export function createPrometheus(settings: PrometheusSettings): Prometheus {
  const http = createHttp(settings);
  return {
    query: async (expression, signal, { at } = {}) => {
      const exchange = await http({
        method: 'GET',
        path: '/api/v1/query',
        query: { query: expression, ...(at === undefined ? {} : { time: at.toISOString() }) },
        signal,
      });
      if (exchange.kind !== 'reply')
        throw new PrometheusUnreachable(settings.url, exchange.cause.message, exchange.cause);
      return answer(readReply(exchange, settings.url), expression, settings.url);
    },
  };
}

const sample = z.tuple([z.number(), z.string()]);

const queryReply = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: listOf(z.object({ value: sample })) }),
      z.object({ resultType: z.literal('scalar'), result: sample }),
      z.object({ resultType: z.enum(['matrix', 'string']) }),
    ]),
  }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

type QueryReply = z.output<typeof queryReply>;

function readReply(reply: Reply, url: string): QueryReply {
  try {
    return queryReply.parse(JSON.parse(reply.text));
  } catch (cause) {
    const reason = `answered ${reply.status}, not as Prometheus does`;
    throw new PrometheusUnreachable(url, reason, cause instanceof Error ? cause : undefined);
  }
}

/** Its errors quote the query; they go into histories. */
const LONGEST_SAID = 1_000;

/** What is wrong with the query itself; the rest (timeout, internal, unavailable) passes. */
const faultsOfTheQuery = ['bad_data', 'execution'];

function answer(reply: QueryReply, expression: string, url: string): QueryAnswer {
  if (reply.status === 'error') {
    const said = `${reply.errorType}: ${reply.error}`.slice(0, LONGEST_SAID);
    if (faultsOfTheQuery.includes(reply.errorType)) throw new QueryRejected(expression, said);
    throw new PrometheusUnreachable(url, said);
  }
  const { data } = reply;
  switch (data.resultType) {
    case 'matrix':
    case 'string':
      throw new QueryAmbiguous(expression, `a ${data.resultType}`);
    case 'scalar':
      return toAnswer(data.result[1]);
    case 'vector': {
      const [first, ...others] = data.result;
      if (others.length > 0) throw new QueryAmbiguous(expression, `${data.result.length} series`);
      return first === undefined ? { kind: 'no-data' } : toAnswer(first.value[1]);
    }
  }
}

function toAnswer(text: string): QueryAnswer {
  // Prometheus writes +Inf and -Inf.
  const value = Number(text.replace('Inf', 'Infinity'));
  return Number.isNaN(value) ? { kind: 'no-data' } : { kind: 'value', value };
}
