import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { impatient } from '../../activities/preview-prometheus.ts';
import { createPrometheus } from '../../src/clients/prometheus.ts';

/** Answers `silent` never. */
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url?.includes('silent') === true) return;
    const wrong = request.url?.includes('wrong') === true;
    response.end(
      JSON.stringify(
        wrong
          ? { status: 'error', errorType: 'bad_data', error: 'parse error' }
          : { status: 'success', data: { resultType: 'scalar', result: [0, '1'] } },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function aPrometheus() {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return impatient(createPrometheus({ url, timeoutMs: 30_000 }), 200);
}

it('that answers is not silent, also where it refuses a query', async () => {
  const prometheus = aPrometheus();
  expect(await prometheus.query('up')).toEqual({ kind: 'value', value: 1 });
  await expect(prometheus.query('wrong')).rejects.toMatchObject({ name: 'QueryRejected' });
  expect(prometheus.silence()).toBeUndefined();
});

it('that hangs is left after its time, and is waited for no more', async () => {
  const prometheus = aPrometheus();
  await expect(prometheus.query('silent')).rejects.toThrow();
  await expect(prometheus.query('silent')).rejects.toThrow();
  expect(prometheus.silence()).toBe('no answer within 0.2 s');
});
