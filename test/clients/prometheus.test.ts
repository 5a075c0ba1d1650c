import { describe, expect, it } from 'vitest';
import { createPrometheus } from '../../src/clients/prometheus.ts';
import { closedPort, json, rejection, startOddServer } from './odd-server.ts';

const vector = (...values: string[]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: values.map((value, of) => ({ metric: { of: String(of) }, value: [1795473048.91, value] })),
  },
});
const scalar = (value: string) => ({
  status: 'success',
  data: { resultType: 'scalar', result: [1795473048.91, value] },
});

async function query(status: number, body: unknown) {
  const server = await startOddServer((_, response) => {
    json(response, status, body);
  });
  return createPrometheus({ url: `${server.url}/prometheus` }).query('sum(rate(x{code=~"5.."}[1m])) > 0');
}

describe("Prometheus' answer", () => {
  it.each([
    ['of one series is its value', vector('4.5'), { kind: 'value', value: 4.5 }],
    ['may be zero', vector('0'), { kind: 'value', value: 0 }],
    ['may be a scalar', scalar('1'), { kind: 'value', value: 1 }],
    ['may be infinite', vector('+Inf'), { kind: 'value', value: Infinity }],
    ['may be infinite downwards', vector('-Inf'), { kind: 'value', value: -Infinity }],
    ['without a series is no data', vector(), { kind: 'no-data' }],
    ['of NaN is no data', vector('NaN'), { kind: 'no-data' }],
  ])('%s', async (_, body, expected) => {
    expect(await query(200, body)).toEqual(expected);
  });

  it.each([
    ['of two series', 200, vector('1', '2'), 'QueryAmbiguous', '2 series'],
    [
      'of a range',
      200,
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      'QueryAmbiguous',
      'matrix',
    ],
    [
      'to a wrong query',
      400,
      { status: 'error', errorType: 'bad_data', error: '1:6: parse error' },
      'QueryRejected',
      'parse error',
    ],
    [
      'to one that cannot be evaluated',
      422,
      { status: 'error', errorType: 'execution', error: 'same labelset' },
      'QueryRejected',
      'same labelset',
    ],
    [
      'that took too long',
      503,
      { status: 'error', errorType: 'timeout', error: 'query timed out' },
      'PrometheusUnreachable',
      'timed out',
    ],
    ['of another program', 200, { hello: 1 }, 'PrometheusUnreachable', 'not as Prometheus does'],
  ])('%s is an error', async (_, status, body, name, says) => {
    const error = await rejection(query(status, body));
    expect(error.name).toBe(name);
    expect(error.message).toContain(says);
  });

  it('is asked for below the path prefix, with the query whole', async () => {
    const server = await startOddServer((_, response) => {
      json(response, 200, vector('1'));
    });
    await createPrometheus({ url: `${server.url}/prometheus/` }).query('a{b="&+c"} / 2');
    const asked = new URL(server.seen[0]!.url, server.url);
    expect(asked.pathname).toBe('/prometheus/api/v1/query');
    expect(asked.searchParams.get('query')).toBe('a{b="&+c"} / 2');
  });

  it('is asked for the moment that is wanted, and for now without one', async () => {
    const server = await startOddServer((_, response) => {
      json(response, 200, vector('1'));
    });
    const prometheus = createPrometheus({ url: server.url });
    await prometheus.query('up');
    await prometheus.query('up', undefined, { at: new Date(1_795_473_048_910) });
    const times = server.seen.map(({ url }) => new URL(url, server.url).searchParams.get('time'));
    expect(times).toEqual([null, '2026-11-23T22:30:48.910Z']);
  });

  it('fails as unreachable when nobody listens', async () => {
    const url = `http://127.0.0.1:${closedPort}/of-a-tenant`;
    const { name, message } = await rejection(createPrometheus({ url }).query('up'));
    expect(name).toBe('PrometheusUnreachable');
    expect(message).toContain('Prometheus at 127.0.0.1:1: ');
    expect(message).not.toContain('of-a-tenant');
  });
});
