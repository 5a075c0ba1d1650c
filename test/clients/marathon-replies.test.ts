import { describe, expect, it } from 'vitest';
import type { OddApp } from '../../src/clients/marathon-app-list.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import { withIpAddresses } from '../../src/clients/haproxy/addresses.ts';
import { scrapeUrl } from '../../src/domain/task-address.ts';
import { json, rejection, startOddServer } from './odd-server.ts';

const app = { id: '/shop', instances: 1, version: '2026-11-24T14:51:55.843Z', deployments: [], tasks: [] };
const task = { id: 'shop.1', host: 'agent1', ports: [31000, 31001], state: 'TASK_RUNNING' };
const alive = { alive: true, consecutiveFailures: 0, firstSuccess: 't', lastSuccess: 't' };
const inGrace = { alive: false, consecutiveFailures: 0 };
const dead = {
  alive: false,
  consecutiveFailures: 2,
  firstSuccess: 't',
  lastFailure: 't',
  lastFailureCause: 'no route',
};
const server = { slot: 'a', name: 'pacer_shop.1', mode: 'serving' } as const;
const deadSinceStart = { alive: false, consecutiveFailures: 1, lastFailure: 't' };

async function readBack(reply: Record<string, unknown>) {
  const server = await startOddServer((_, response) => {
    json(response, 200, { app: { ...app, ...reply } });
  });
  return createMarathon({ url: server.url }).readApp('shop');
}

describe("a task's health", () => {
  it.each([
    ['is healthy when its one check is alive', 1, [alive], { kind: 'healthy' }],
    ['is healthy when both checks are alive', 2, [alive, alive], { kind: 'healthy' }],
    ['is unknown without a result', 1, [], { kind: 'unknown' }],
    ['is unknown while one check of two has no result', 2, [alive], { kind: 'unknown' }],
    ['is unknown within grace', 1, [inGrace], { kind: 'unknown' }],
    ['is unknown when one check of two is within grace', 2, [alive, inGrace], { kind: 'unknown' }],
    [
      'is unhealthy when one check of two fails',
      2,
      [alive, dead],
      { kind: 'unhealthy', consecutiveFailures: 2, cause: 'no route' },
    ],
    [
      'is unhealthy when one fails and the other has no result',
      2,
      [dead],
      { kind: 'unhealthy', consecutiveFailures: 2, cause: 'no route' },
    ],
    [
      'is unhealthy after a counted failure, never alive before',
      1,
      [deadSinceStart],
      { kind: 'unhealthy', consecutiveFailures: 1 },
    ],
    ['is unknown for an app without checks', 0, [], { kind: 'unknown' }],
    ['is unknown for an app without checks, whatever results are left over', 0, [alive], { kind: 'unknown' }],
  ])('%s', async (_, checks, healthCheckResults, expected) => {
    const healthChecks = Array.from({ length: checks }, () => ({ protocol: 'HTTP' }));
    const read = await readBack({ healthChecks, tasks: [{ ...task, healthCheckResults }] });
    expect(read?.tasks[0]?.health).toEqual(expected);
  });
});

describe("a task's place", () => {
  const ip = [{ ipAddress: '10.0.0.7', protocol: 'IPv4' }];
  const mapped = { portMappings: [{ containerPort: 8080 }, { containerPort: 0, hostPort: 0 }] };
  it.each([
    ['is its host in the host network', { networks: [{ mode: 'host' }] }, ip, 'agent1', [31000, 31001]],
    [
      'is its host behind a bridge',
      { networks: [{ mode: 'container/bridge' }], container: mapped },
      ip,
      'agent1',
      [31000, 31001],
    ],
    [
      'is its own in a container network',
      { networks: [{ mode: 'container', name: 'dcos' }], container: mapped },
      ip,
      '10.0.0.7',
      [8080, 31000],
    ],
    [
      'is its own in the network USER of old',
      { container: { docker: { network: 'USER', ...mapped } } },
      ip,
      '10.0.0.7',
      [8080, 31000],
    ],
    [
      'is its own with an address for each task, of old',
      { ipAddress: { discovery: { ports: [{ number: 80 }] } } },
      ip,
      '10.0.0.7',
      [80],
    ],
    [
      'is in brackets when it is IPv6 only',
      { networks: [{ mode: 'container' }], container: mapped },
      [{ ipAddress: 'fd00::1', protocol: 'IPv6' }],
      '[fd00::1]',
      [8080, 31000],
    ],
    [
      'is empty in a container network before it has an address',
      { networks: [{ mode: 'container' }], container: mapped },
      [],
      '',
      [8080, 31000],
    ],
    [
      'is never one of the machine itself or of a cloud, whatever its executor says',
      { networks: [{ mode: 'container' }], container: mapped },
      ['127.0.0.1', '169.254.169.254', '0.0.0.0', '::1'].map((it) => ({ ipAddress: it, protocol: 'IPv4' })),
      '',
      [8080, 31000],
    ],
    ['is its host where nothing is said of networks', {}, ip, 'agent1', [31000, 31001]],
  ])('%s', async (_, fields, ipAddresses, address, ports) => {
    const read = await readBack({ ...fields, tasks: [{ ...task, ipAddresses }] });
    expect(read?.tasks[0]).toMatchObject({ address, ports, host: 'agent1' });
  });

  it.each([
    ['fd00::7', '[fd00::7]'],
    ['[fd00::7]', '[fd00::7]'],
    ['10.0.0.7', '10.0.0.7'],
  ])('is its host %s, and before a port %s', async (host, address) => {
    const read = await readBack({ networks: [{ mode: 'host' }], tasks: [{ ...task, host }] });
    expect(read?.tasks[0]).toMatchObject({ address, host });
    expect(scrapeUrl(`${address}:31000`, '/metrics')).toEqual({
      kind: 'url',
      url: `http://${address}:31000/metrics`,
    });
    const pool = { service: 'shop', shareOfB: 0, servers: [{ ...server, address: `${address}:31000` }] };
    expect(await withIpAddresses(pool, 1_000)).toEqual(pool);
  });
});

describe('a reply', () => {
  it('may have null for what is absent, and fields that are not known', async () => {
    const read = await readBack({
      labels: null,
      healthChecks: null,
      lastTaskFailure: null,
      ipAddress: null,
      new: { field: 1 },
      tasks: [
        { id: 't', host: 'h', ports: null, state: 'TASK_STAGING', startedAt: null, healthCheckResults: null },
      ],
    });
    expect(read).toEqual({
      id: '/shop',
      instances: 1,
      version: app.version,
      labels: {},
      healthCheckCount: 0,
      deployments: [],
      tasks: [
        {
          id: 't',
          appId: '/shop',
          host: 'h',
          address: 'h',
          ports: [],
          state: 'TASK_STAGING',
          health: { kind: 'unknown' },
        },
      ],
    });
  });

  it('of all apps leaves out those that are not understood, when it is told to, and says whose they are', async () => {
    const odd = { ...app, id: '/odd', labels: { PACER_SERVICE: 'odd' }, tasks: [task], version: 7 };
    const server = await startOddServer((_, response) => {
      json(response, 200, { apps: [app, odd] });
    });
    const marathon = createMarathon({ url: server.url });
    const place = /apps\.1 \(\/odd\)\.version: /;
    await expect(marathon.listApps()).rejects.toThrow(place);
    const left: OddApp[] = [];
    const apps = await marathon.listApps(undefined, (it) => left.push(it));
    expect(apps.map(({ id }) => id)).toEqual(['/shop']);
    expect(left).toMatchObject([
      {
        id: '/odd',
        labels: { PACER_SERVICE: 'odd' },
        tasks: [{ id: 'shop.1' }],
        error: { message: expect.stringMatching(place) as string },
      },
    ]);
  });

  it.each([
    ['without an id', [{ ...app, id: 7 }]],
    ['without tasks', [{ ...app, tasks: undefined, version: 7 }]],
    ['with labels that are none', [{ ...app, labels: { PACER_SERVICE: 7 } }]],
    ['of many that are not understood', Array.from({ length: 21 }, () => ({ ...app, version: 7 }))],
  ])('of all apps leaves out none %s', async (_title, apps) => {
    const server = await startOddServer((_, response) => {
      json(response, 200, { apps });
    });
    const listed = createMarathon({ url: server.url }).listApps(undefined, () => undefined);
    expect((await rejection(listed)).name).toBe('MarathonReplyUnreadable');
  });

  it('shows the last failure of a task', async () => {
    const lastTaskFailure = {
      taskId: 't',
      host: 'h',
      state: 'TASK_FAILED',
      message: 'exit 3',
      timestamp: 'now',
      version: 'v',
    };
    const read = await readBack({ lastTaskFailure });
    expect(read?.lastTaskFailure).toEqual({
      taskId: 't',
      host: 'h',
      state: 'TASK_FAILED',
      message: 'exit 3',
      timestamp: 'now',
    });
  });

  it('shows no secret in a reason that it gives', async () => {
    const said = `docker run -e DB_PASSWORD=hunter2 ${'x'.repeat(9_000)}`;
    const failing = { ...dead, lastFailureCause: said };
    const read = await readBack({
      healthChecks: [{ protocol: 'HTTP' }],
      tasks: [{ ...task, healthCheckResults: [failing] }],
      lastTaskFailure: { taskId: 't', host: 'h', state: 'TASK_FAILED', message: said, timestamp: 'now' },
    });
    expect(read?.lastTaskFailure?.message).toContain('DB_PASSWORD=SECRET_LEFT_OUT');
    expect(JSON.stringify(read)).not.toContain('hunter2');
    expect(JSON.stringify(read).length).toBeLessThan(3_000);
  });

  it('gives the queue without pods, in milliseconds', async () => {
    const server = await startOddServer((_, response) => {
      json(response, 200, {
        queue: [
          { count: 2, delay: { timeLeftSeconds: 7, overdue: false }, app: { id: '/shop' } },
          { count: 1, delay: { timeLeftSeconds: 0, overdue: true }, pod: { id: '/pod' } },
        ],
      });
    });
    const queue = await createMarathon({ url: server.url }).readQueue();
    expect(queue).toEqual([{ appId: '/shop', count: 2, backoffMs: 7000, overdue: false }]);
  });

  it('gives a definition without what Marathon added, and without names that have a successor', async () => {
    const definition = {
      id: '/shop',
      cmd: 'run',
      instances: 2,
      portDefinitions: [{ port: 10000 }],
      env: { A: 'b' },
    };
    const server = await startOddServer((_, response) => {
      json(response, 200, {
        app: {
          ...definition,
          ...{
            version: 'v',
            versionInfo: {},
            tasks: [],
            tasksRunning: 1,
            deployments: [],
            lastTaskFailure: {},
          },
          ...{ ports: [10000], uris: [], container: null },
        },
      });
    });
    expect(await createMarathon({ url: server.url }).readDefinition('/shop')).toEqual({
      ...definition,
      uris: [],
    });
  });
});

describe('a request', () => {
  it('goes below the path prefix with its length, and never forces by itself', async () => {
    const server = await startOddServer((_, response) => {
      json(response, 200, { deploymentId: 'd' });
    });
    const marathon = createMarathon({ url: `${server.url}/service/marathon/` });
    await marathon.createApp({ id: '/shop', cmd: 'run' });
    await marathon.setInstances('/shop', 2);
    await marathon.killAndScale(['t1', 't2']);
    await marathon.deleteApp('/shop', { force: false });
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/service/marathon/v2/apps?force=false', '{"id":"/shop","cmd":"run"}'],
      ['PUT', '/service/marathon/v2/apps/shop?force=false', '{"instances":2}'],
      ['POST', '/service/marathon/v2/tasks/delete?scale=true&force=false&wipe=false', '{"ids":["t1","t2"]}'],
      ['DELETE', '/service/marathon/v2/apps/shop?force=false', ''],
    ]);
    for (const { body, headers } of server.seen.filter((it) => it.body !== '')) {
      expect(headers['content-length']).toBe(String(body.length));
      expect(headers['transfer-encoding']).toBeUndefined();
    }
  });

  it('takes the deployment from the header, from a created app, or from the body', async () => {
    const answers = [
      [{ deployments: [{ id: 'x' }] }, { 'Marathon-Deployment-Id': 'from-header' }],
      [{ id: '/shop', deployments: [{ id: 'from-app' }] }, {}],
      [{ deploymentId: 'from-body' }, {}],
    ] as const;
    let next = 0;
    const server = await startOddServer((_, response) => {
      const [body, headers] = answers[next++]!;
      json(response, 200, body, { ...headers });
    });
    const marathon = createMarathon({ url: server.url });
    const ids = [
      await marathon.createApp({ id: '/shop' }),
      await marathon.createApp({ id: '/shop' }),
      await marathon.setInstances('/shop', 1),
    ];
    expect(ids.map((it) => it.deploymentId)).toEqual(['from-header', 'from-app', 'from-body']);
  });
});
