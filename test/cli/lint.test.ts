import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedPort, json, startOddServer } from '../clients/odd-server.ts';
import { aDirectory, pacer, specOf } from './support/pacer.ts';

const nowhere = { PACER_CONFIG: '/nowhere/pacer.yaml' };
const canary = `target: local
service: shop
app: { id: /shop, cmd: 'true', instances: 10, healthChecks: [{ protocol: HTTP, path: /health }] }
weights: [0.5, 20]
pause: 5m
checks:
  - { check: success-rate, passWhen: '>= 0.99', failWhen: '< 0.95', interval: 30s, minRequests: 20 }
  - { name: own, query: 'max(queue{app="{{app}}",s="{{service}}"})', failWhen: '> 1.5', vs: stable, count: 1 }
bake: { duration: 1h }
`;
let files: Awaited<ReturnType<typeof aDirectory>>;
let file: string;

beforeAll(async () => {
  files = await aDirectory();
  file = await files.write('canary.yaml', canary);
});
afterAll(() => files.remove());

function configOf(prometheus: string | undefined, target = 'local'): Promise<string> {
  const settings = prometheus === undefined ? '' : `    prometheus: { url: "${prometheus}" }\n`;
  return files.write(
    `${target}.yaml`,
    `targets:\n  ${target}:\n    marathon: { url: "http://127.0.0.1:1" }\n    loadBalancer: { kind: haproxy, instances: [{ name: one, socket: /nowhere }], mapFile: /nowhere.map }\n${settings}`,
  );
}

async function prometheusThat(refuses: (query: string) => boolean) {
  return startOddServer(({ url }, response) => {
    const query = new URL(url, 'http://prometheus').searchParams.get('query') ?? '';
    if (refuses(query))
      json(response, 400, { status: 'error', errorType: 'bad_data', error: '1:5: parse error' });
    else json(response, 200, { status: 'success', data: { resultType: 'vector', result: [] } });
  });
}

describe('pacer lint', () => {
  it('shows the steps of a canary with the tasks they need, and each check with its query and limits', async () => {
    const { code, out, err } = await pacer(['lint', file], { HOME: files.path });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`a canary of "shop" on target "local"

steps
   1  setWeight 0.5 %  1 task
   2  pause 5m
   3  setWeight 20 %   2 tasks
   4  pause 5m
   5  setWeight 100 %  10 tasks

the last step is added: a canary ends at 100 %
then stable is drained, and the new version watched for 1h, judged by success-rate, before stable is removed
`);
    expect(out).toContain(`  success-rate (background from step 1, bake)
    passes when >= 0.99, fails when < 0.95
    every 30s; window 1m; at least 20 requests; failureLimit 0; inconclusiveLimit 0; consecutiveErrorLimit 4; onNoData wait; onError wait
    by the first of these that Prometheus has of stable:
      app      1 - (sum(rate(requests_total{app="{{app}}",code=~"5.."}[1m])`);
    expect(out).toContain(`  own (background from step 1)
    ratio to stable: fails when > 1.5
    measured once; count 1; failureLimit 0; inconclusiveLimit 0; consecutiveErrorLimit 4; onNoData wait; onError wait
      max(queue{app="{{app}}",s="shop"})
`);
    expect(out).toContain(
      "Prometheus was not asked about the queries: no worker's configuration is here: name one with --config",
    );
  });

  it('shows the batches and checks of a blue-green release', async () => {
    const spec = {
      ...(JSON.parse(specOf('shop')) as object),
      batches: { size: 2 },
      bake: { checks: [{ name: 'errors', query: 'e{app="{{app}}"}', max: 1 }] },
    };
    const app = { id: '/shop', instances: 3, healthChecks: [{}] };
    const green = await files.write(
      'green.json',
      JSON.stringify({ ...spec, app, approval: 'before-removal' }),
    );
    const { code, out } = await pacer(['lint', green], { HOME: files.path });
    expect(code).toBe(0);
    expect(out).toContain('   1  batch 1  2 tasks\n   2  batch 2  3 tasks\n');
    expect(out).toContain('waits for promote before removal');
    expect(out).toContain(
      '  errors (bake)\n    fails above 1\n    every 15s; failureLimit 0, in a row\n      e{app="{{app}}"}\n',
    );
  });

  it('answers with one JSON object', async () => {
    const { code, out } = await pacer(['lint', file, '--json'], { HOME: files.path });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      procedure: 'canary',
      steps: [
        { number: 1, tasks: 1, step: { kind: 'set-weight', weight: 50 } },
        {},
        {},
        {},
        { number: 5, tasks: 10 },
      ],
      checks: [
        { name: 'success-rate', plan: { intervalMs: 30_000 } },
        { name: 'own', plan: { count: 1 } },
      ],
      queries: { kind: 'not-asked' },
    });
  });

  it('has Prometheus read every query, for both versions', async () => {
    const prometheus = await prometheusThat(() => false);
    const { code, out } = await pacer(['lint', file, '--config', await configOf(prometheus.url)]);
    expect(code).toBe(0);
    expect(out).toContain('Prometheus understands all 8 queries');
    const asked = prometheus.seen.map(({ url }) => new URL(url, 'http://x').searchParams.get('query'));
    expect(asked).toContain('max(queue{app="/shop-a",s="shop"})');
    expect(asked).toContain('max(queue{app="/shop-b",s="shop"})');
  });

  it('refuses a query that Prometheus refuses, by its field', async () => {
    const prometheus = await prometheusThat((query) => query.includes('queue'));
    const { code, out, err } = await pacer(['lint', file], { PACER_CONFIG: await configOf(prometheus.url) });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('checks[1].query: "max(queue');
    expect(err).toContain('parse error');
  });

  it.each([
    [
      'a Prometheus that does not answer',
      () => configOf(`http://127.0.0.1:${closedPort}`),
      'Prometheus at 127.0.0.1:1',
    ],
    [
      'a configuration without the target',
      () => configOf(undefined, 'other'),
      'target "local" is not in the worker\'s configuration',
    ],
  ])('says with %s that it asked about nothing', async (_, config, why) => {
    const { code, out } = await pacer(['lint', file, '--config', await config()]);
    expect(code).toBe(0);
    expect(out).toContain(`Prometheus was not asked about the queries: ${why}`);
  });

  it('refuses checks on a target that has no Prometheus, as its worker would', async () => {
    const { code, out, err } = await pacer(['lint', file, '--config', await configOf(undefined)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('checks: 2 need Prometheus: give target "local" one, or leave them out');
  });

  it('ends with 2 for a configuration that is named and is not there', async () => {
    const { code, err } = await pacer(['lint', file, '--config', '/nowhere.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('/nowhere.yaml');
  });

  it('refuses what is wrong with the place of each problem', async () => {
    const bad = await files.write(
      'bad.yaml',
      canary.replace('[0.5, 20]', '[20, 0.5]').replace("'>= 0.99'", "'0.99'"),
    );
    const { code, out, err } = await pacer(['lint', bad, '--json'], nowhere);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`${bad}:7:28 checks[0].passWhen: "0.99" must be comparisons`);
  });
});
