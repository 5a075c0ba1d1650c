import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { aSpec } from '../support/specs.ts';
import type { Scenario, Stage } from './stage.ts';

const noBake = { bake: { duration: '0s' } } as const;

function versionOf({ service, pass }: Stage, name: string, spec: Record<string, unknown> = {}) {
  return aSpec(service, { version: `v${pass}${name}`, spec: { ...noBake, ...spec } });
}

/** One runs, another is refused, a third waits in line and comes to its turn. */
export const waiting: Scenario = {
  name: 'line',
  dying: ['readLockHolder', 'joinLine', 'awaitLock', 'watchLine', 'readLine'],
  instances: 2,
  play: async (stage) => {
    const first = await stage.start(versionOf(stage, 'x', { approval: 'after-first-batch' }), 'x');
    await stage.isAt(first, 'waiting-for-approval');
    stage.open();
    const refused = await stage.start(versionOf(stage, 'y'), 'y');
    await refused.result().catch(() => undefined);
    const next = await stage.start(versionOf(stage, 'z', { whenBusy: 'queue' }), 'z');
    await stage.isAt(next, 'queued');
    await sleep(5_000);
    await first.signal('promote', { by: 'ann' });
    await stage.outcomeOf(first);
    return { outcome: await stage.outcomeOf(next), expected: 'released' };
  },
};

/** Somebody asks what a release would do. */
export const planned: Scenario = {
  name: 'planned',
  dying: ['previewRelease'],
  instances: 2,
  play: async (stage) => {
    stage.open();
    const { client } = stage.world;
    await client.workflow.execute('plan', {
      taskQueue: 'pacer',
      workflowId: `mx-${stage.service}-${stage.pass}`,
      args: [versionOf(stage, 'p')],
    });
    return {};
  },
};

/** Somebody hands the service over and takes it again, and a release is terminated half-way. */
export const kept: Scenario = {
  name: 'kept',
  dying: ['findServing', 'tendPool', 'takeFromKeeper', 'awaitEnd', 'readLeftPool'],
  instances: 3,
  play: async (stage) => {
    const { client } = stage.world;
    const { service } = stage;
    const keeper = client.workflow.getHandle(`pacer/keeper/local/${service}`);
    await keeper.signal('handOver', { by: 'ann' });
    await eventually(async () => {
      if ((await keeper.describe()).status.name === 'RUNNING') throw new Error('the keeper goes on');
    }, 60_000);
    stage.open();
    const workflowId = keeper.workflowId;
    await client.workflow.start('keeper', {
      taskQueue: 'pacer',
      workflowId,
      args: [{ target: 'local', service }],
    });
    await sleep(8_000);
    const left = await stage.start(versionOf(stage, 'x', { approval: 'after-first-batch' }), 'x');
    await stage.isAt(left, 'waiting-for-approval');
    await left.terminate('the matrix ends it');
    await sleep(15_000);
    const next = await stage.start(versionOf(stage, 'x'), 'z');
    return { outcome: await stage.outcomeOf(next), expected: 'released' };
  },
};

/** Blue has no task left that runs, only instances that wait for one: it cannot be started any more. */
export const shrinking: Scenario = {
  name: 'shrinking',
  dying: ['shrinkApp'],
  instances: 0,
  hasUsers: false,
  play: async (stage) => {
    const { service, world, pass } = stage;
    const url = `${world.stack.marathonUrl}/v2/apps`;
    const call = (path: string, init: RequestInit): Promise<Response> => fetch(`${url}/${path}`, init);
    for (const app of await world.marathon.listApps())
      if (app.id.startsWith(`/${service}-`)) await call(`${app.id}?force=true`, { method: 'DELETE' });
    const id = `/${service}-a`;
    await eventually(async () => {
      const apps = await world.marathon.listApps();
      if (apps.some((it) => it.id.startsWith(`/${service}-`))) throw new Error('it is there yet');
    });
    const broken = join(world.stack.dir, `broken-${pass}`);
    const { app } = versionOf(stage, 'dead');
    const blue = {
      ...app,
      id,
      cmd: `test ! -e ${broken} && ${String(app.cmd)}`,
      instances: 2,
      backoffSeconds: 3_600,
    };
    const body = JSON.stringify({ ...blue, labels: { PACER_SERVICE: service } });
    await call('', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    await untilApp(
      call,
      id,
      ({ deployments, tasksHealthy }) => deployments.length === 0 && tasksHealthy === 2,
    );
    await writeFile(broken, '');
    await call(`${id}/tasks`, { method: 'DELETE' });
    await untilApp(call, id, ({ tasks }) => tasks.every((it) => it.state === 'TASK_FAILED'));
    stage.open();
    const spec = { ...versionOf(stage, `s${pass}`), blue: id };
    return { outcome: await stage.outcomeOf(await stage.start(spec)), expected: 'released' };
  },
};

interface AppNow {
  readonly deployments: readonly unknown[];
  readonly tasks: readonly { readonly state: string }[];
  readonly tasksHealthy: number;
}

async function untilApp(
  call: (path: string, init: RequestInit) => Promise<Response>,
  id: string,
  isSo: (app: AppNow) => boolean,
): Promise<void> {
  await eventually(async () => {
    const { app } = (await (await call(id, {})).json()) as { app: AppNow };
    if (!isSo(app)) throw new Error(`${id} is not so yet: ${JSON.stringify(app)}`);
  }, 60_000);
}
