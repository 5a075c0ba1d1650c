import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkSpecOfEither } from '../../../src/domain/spec-errors.ts';
import { initSpec } from '../../../src/cli/init/init-spec.ts';

const checks = [{ protocol: 'HTTP', path: '/health' }];
const shop = { id: '/shop', cmd: 'true', instances: 3, healthChecks: checks };
const blueGreen = { target: 'local', procedure: 'blue-green' } as const;

it.each(['blue-green', 'canary'] as const)(
  'writes a %s spec with every section, as golden text',
  async (procedure) => {
    const { text, facts } = initSpec({ ...shop, labels: { OWNER: 'ann' } }, { ...blueGreen, procedure });
    await expect(text).toMatchFileSnapshot(`../golden/init-${procedure}.txt`);
    expect(facts).toMatchObject({ service: 'shop', from: '/shop', leftOut: [], mind: [], problems: [] });
  },
);

it('what it writes out is the default of each field', () => {
  const { text } = initSpec(shop, blueGreen);
  const least = { target: 'local', service: 'shop', app: shop };
  const [written, defaults] = [checkSpecOfEither(parse(text)), checkSpecOfEither(least)];
  const grown = { batches: { first: 1, growth: 2 } };
  expect(written).toEqual({
    kind: 'ok',
    spec: { ...(defaults.kind === 'ok' ? defaults.spec : {}), ...grown },
  });
});

it.each([
  ['what is proposed in a canary', 'canary'],
  ['what is proposed in a blue-green release', 'blue-green'],
] as const)('%s is right once its marks are taken away', (_, procedure) => {
  const { text } = initSpec(shop, { ...blueGreen, procedure });
  const marked = /^# (?=(pending|checks|gates|onFailure|whenBusy|deadlines):| {2})/gm;
  expect(text).toMatch(marked);
  expect(checkSpecOfEither(parse(text.replace(marked, '')))).toMatchObject({ kind: 'ok' });
});

it.each([
  ['/shop', {}, 'shop', '/shop'],
  ['/prod/shop', {}, 'prod-shop', '/prod/shop'],
  ['/prod/shop-a', { PACER_SERVICE: 'shop', PACER_RELEASE: 'r1', OWNER: 'ann' }, 'shop', '/prod/shop'],
  ['/shop-a', {}, 'shop-a', '/shop-a'],
])('of the app %s with the labels %j, the service is %s and the id %s', (id, labels, service, base) => {
  const { text, facts } = initSpec({ ...shop, id, labels }, blueGreen);
  expect(facts).toMatchObject({ service, from: id, problems: [] });
  const { app } = parse(text) as { app: { id: string; labels?: object } };
  expect(app.id).toBe(base);
  expect(app.labels).toEqual('OWNER' in labels ? { OWNER: 'ann' } : undefined);
});

it.each([
  [{ healthChecks: [] }, 'there are none, so running counts as healthy'],
  [{ requirePorts: true, portDefinitions: [{ port: 8080 }] }, 'a fixed port of the host'],
  [{ container: { portMappings: [{ containerPort: 80, hostPort: 8080 }] } }, 'a fixed port of the host'],
  [{ container: { volumes: [{ persistent: { size: 1 } }] } }, 'a local persistent volume'],
  [{ instances: 0 }, 'it has none now'],
])('says what to mind of an app with %j', (different, sentence) => {
  const { facts } = initSpec({ ...shop, ...different }, blueGreen);
  expect(facts.mind).toHaveLength(1);
  expect(facts.mind[0]).toContain(sentence);
});

it('an app without health checks gets a spec that is accepted', () => {
  expect(initSpec({ ...shop, healthChecks: [] }, blueGreen).facts.problems).toEqual([]);
});
