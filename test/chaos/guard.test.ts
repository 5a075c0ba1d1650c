import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import { eventually } from '../support/eventually.ts';
import { writeMap } from '../support/haproxy-map.ts';
import { observe, type Observed, type Observer } from '../support/observer.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

const services = ['gate', 'held', 'green', 'gone', 'agent', 'stable'];
/** A look each second, and what it takes. */
const NOTICED_WITHIN_MS = 4_000;
/** Whom somebody kills by hand ends within its grace period, and HAProxy finds it dead: until then requests to it fail. */
const FOUND_DEAD_WITHIN_MS = 7_000;
let world: World;
beforeAll(async () => {
  world = await aWorld(services);
}, 180_000);
afterAll(() => world.end());

/** v1 with three tasks serves, and v2 waits at a gate after its first batch. Both under the eyes of an observer. */
async function atTheGate(
  service: string,
  floor: number,
  tolerance = '15s',
  app: object = {},
): Promise<{ readonly handle: WorkflowHandle; readonly observer: Observer }> {
  const first = aSpec(service, { version: 'v1', instances: 3, spec: { bake: { duration: '0s' } } });
  expect(await world.release(withApp(first, app))).toMatchObject({ kind: 'released' });
  const observer = await observe({ world, service, floor });
  const spec = { approval: 'after-first-batch', health: { tolerance, timeout: '30s' } } as const;
  const handle = await world.start(withApp(aSpec(service, { version: 'v2', spec }), app));
  await world.until(handle, (now) => now.state === 'waiting-for-approval');
  await hasLooked(handle);
  return { handle, observer };
}

/** A guard names what has changed since a look: the first of this wait has been. */
async function hasLooked(handle: WorkflowHandle): Promise<void> {
  await eventually(async () => {
    const { raw } = await handle.describe();
    expect(raw.pendingActivities?.some((it) => it.heartbeatDetails?.payloads?.length === 1)).toBe(true);
  });
}

function withApp(spec: BlueGreenSpec, app: object): BlueGreenSpec {
  return { ...spec, app: { ...spec.app, ...app } };
}

/** Its event, once the status shows one like this. */
async function told(handle: WorkflowHandle, what: RegExp): Promise<string> {
  return eventually(async () => {
    const { events } = await world.status(handle);
    const event = events.find(({ text: it }) => what.test(it));
    if (event === undefined) throw new Error(`no ${String(what)} in ${JSON.stringify(events, null, 1)}`);
    return event.text;
  }, NOTICED_WITHIN_MS);
}

function marathon(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${world.stack.marathonUrl}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
}

async function haproxy(command: string): Promise<string> {
  const socket = connect(world.stack.haproxySocket);
  socket.end(`${command}\n`);
  return text(socket);
}

async function tasksOf(appId: string): Promise<readonly string[]> {
  return (await world.marathon.readApp(appId))?.tasks.map((task) => task.id) ?? [];
}

/** The servers of a backend that take requests. */
async function serversOf(backend: string): Promise<readonly string[]> {
  const stat = await haproxy('show stat');
  return stat
    .split('\n')
    .map((line) => line.split(','))
    .filter(([proxy, name, , , , , , , , , , , , , , , , status]) => {
      return proxy === backend && name !== 'BACKEND' && name !== 'FRONTEND' && status === 'UP';
    })
    .map(([, name = '']) => name);
}

async function allServe(service: string, servers: number): Promise<void> {
  await eventually(async () => {
    const both = await Promise.all([serversOf(`${service}_a`), serversOf(`${service}_b`)]);
    expect(both.flat()).toHaveLength(servers);
  });
}

/** What was violated, but for the users of tasks that were killed by hand. */
function besides(deeds: readonly number[], { violations }: Observed): readonly string[] {
  return violations.filter((it) => {
    const atMs = Date.parse(/^user: (\S+) /.exec(it)?.[1] ?? '');
    return !deeds.some((deed) => atMs >= deed && atMs <= deed + FOUND_DEAD_WITHIN_MS);
  });
}

describe('while a release waits at a gate, under load,', () => {
  it('names and sets right what others do to its apps and its pool', async () => {
    const { handle, observer } = await atTheGate('gate', 2);
    const apps = await world.marathon.listApps();
    const [blue, green] = ['/gate-a', '/gate-b'];
    const blueCount = apps.find((it) => it.id === blue)!.instances;

    const deeds: number[] = [];
    const [killed = ''] = await tasksOf(green);
    deeds.push(Date.now());
    await marathon('DELETE', `/v2/apps${green}/tasks/${killed}`);
    await told(handle, /^green \/gate-b has lost task .*; the pool follows/);
    await allServe('gate', 3);

    deeds.push(Date.now());
    await marathon('PUT', `/v2/apps${blue}`, { instances: blueCount - 1 });
    await told(handle, /^blue \/gate-a was scaled from \d to \d by somebody else; it is scaled back/);
    await eventually(async () => {
      expect((await world.marathon.readApp(blue))?.instances).toBe(blueCount);
    });
    await allServe('gate', 3);

    const [server = ''] = await serversOf('gate_a');
    await haproxy(`set server gate_a/${server} state drain`);
    await told(handle, /was taken out by somebody else; it is set right/);
    await eventually(async () => {
      expect(await serversOf('gate_a')).toContain(server);
    });

    await writeMap(world.stack, 'gate', '5000');
    await told(handle, /^the map of .* was changed by somebody else/);
    await haproxy('add server gate_a/stranger 127.0.0.1:9 weight 1');
    await told(handle, /^server stranger .* is not of this release; it is drained and removed/);
    expect(await serversOf('gate_a')).not.toContain('stranger');

    await marathon('PUT', `/v2/apps${blue}`, { instances: blueCount + 1 });
    await told(handle, /was scaled from \d to \d by somebody else; the release takes that for its count/);

    await handle.signal('promote');
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'released', serving: { appId: green, instances: 3 } });
    expect(besides(deeds, await observer.end(outcome))).toEqual([]);
  }, 90_000);

  it('holds before the next step once somebody has changed blue, and a person lets it go on', async () => {
    const { handle, observer } = await atTheGate('held', 2);
    const deeds = [Date.now()];
    await marathon('PUT', '/v2/apps/held-a', { env: { APP_VERSION: 'v1-hot', WORK_MS: '500' } });
    await told(handle, /^blue \/held-a was changed or restarted by somebody else; the release pauses/);
    await allServe('held', 3);
    deeds.push(Date.now());
    await handle.signal('promote');
    expect(await world.until(handle, (now) => now.state === 'paused')).toMatchObject({
      message: expect.stringContaining(
        'the guard has paused the release before the next step: blue',
      ) as string,
    });
    await handle.signal('resume');
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'released', serving: { appId: '/held-b', instances: 3 } });
    expect(besides(deeds, await observer.end(outcome))).toEqual([]);
  }, 90_000);

  it('goes back once somebody has changed green', async () => {
    const { handle, observer } = await atTheGate('green', 2);
    const deeds = [Date.now()];
    await marathon('PUT', '/v2/apps/green-b', { env: { APP_VERSION: 'v3', WORK_MS: '500' } });
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: 'foreign-change', message: '/green-b was changed or restarted by somebody else' },
      serving: { appId: '/green-a', instances: 3 },
    });
    await told(handle, /^green \/green-b was changed or restarted by somebody else; users go back/);
    expect(besides(deeds, await observer.end(outcome))).toEqual([]);
  }, 90_000);

  it('goes on once somebody has deleted blue, since there is nobody to go back to', async () => {
    const { handle, observer } = await atTheGate('gone', 1);
    const deeds = [Date.now()];
    await marathon('DELETE', '/v2/apps/gone-a');
    await told(handle, /^blue \/gone-a was deleted by somebody else; the release goes on/);
    await handle.signal('promote');
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'released', serving: { appId: '/gone-b', instances: 3 } });
    expect(besides(deeds, await observer.end(outcome))).toEqual([]);
  }, 90_000);

  it('follows blue when an agent goes, and goes back when green is on it', async () => {
    const { handle, observer } = await atTheGate('agent', 1, '2s', { unreachableStrategy: 'disabled' });
    const agentOf = async (appId: string) => (await world.marathon.readApp(appId))?.tasks[0]?.agentId ?? '';
    const [ofBlue, ofGreen] = [await agentOf('/agent-a'), await agentOf('/agent-b')];
    await marathon('PUT', `/local/agents/${ofBlue}`, { reachable: false });
    await told(handle, /^blue \/agent-a has task .* out of reach of Marathon; it gets no new user/);
    await marathon('PUT', `/local/agents/${ofBlue}`, { reachable: true });
    await told(handle, /^blue \/agent-a has task .* back; it has users again once healthy/);
    await allServe('agent', 3);
    await marathon('PUT', `/local/agents/${ofGreen}`, { reachable: false });
    await told(handle, /^green \/agent-b has task .* out of reach of Marathon; users go back/);
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { kind: 'unreachable-task' } });
    await marathon('PUT', `/local/agents/${ofGreen}`, { reachable: true });
    expect(await observer.end(outcome)).toMatchObject({ violations: [], failed: 0 });
  }, 90_000);
});

describe('before a canary has users', () => {
  it('goes on with it once somebody has deleted stable', async () => {
    const first = aSpec('stable', { version: 'v1', instances: 1, spec: { bake: { duration: '0s' } } });
    expect(await world.release(first)).toMatchObject({ kind: 'released' });
    const steps = [{ setWeight: 50 }, { pause: { duration: '1s' } }];
    const handle = await world.start(aCanary('stable', { version: 'v2' }, { steps }));
    await world.until(handle, (now) => now.steps.some((it) => it.step === 10 && it.state === 'running'));
    await marathon('DELETE', '/v2/apps/stable-a?force=true');
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'released', serving: { appId: '/stable-b', instances: 1 } });
  });
});
