import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { appOf, ask, marathonForTest, runApp, settled, temporaryDirectory } from './local-marathon.ts';

interface AgentsAnswer {
  readonly agents: readonly { readonly id: string; readonly tasks: readonly string[] }[];
}

const sleeper = { cmd: 'exec sleep 1000', instances: 3 };
const states = async (url: string, id: string) =>
  (await appOf(url, id)).tasks.map(({ state }) => state).toSorted();

function reachable(url: string, agent: string, is: boolean): Promise<unknown> {
  return ask(`${url}/local/agents/${agent}`, 'PUT', { reachable: is });
}

describe('an agent out of reach', () => {
  it('has the tasks of an app spread over all agents', async () => {
    const { url } = await marathonForTest();
    await runApp(url, { id: '/spread', ...sleeper });
    const { agents } = await ask<AgentsAnswer>(`${url}/local/agents`);
    expect(agents.map(({ tasks }) => tasks.length)).toEqual([1, 1, 1]);
  });

  it('keeps its tasks, out of reach, until it is back, where the strategy is disabled', async () => {
    const { url } = await marathonForTest();
    const { tasks } = await runApp(url, { id: '/kept', ...sleeper, unreachableStrategy: 'disabled' });
    await reachable(url, 'local-S1', false);
    expect(await states(url, '/kept')).toEqual(['TASK_RUNNING', 'TASK_RUNNING', 'TASK_UNREACHABLE']);
    await reachable(url, 'local-S1', true);
    expect((await settled(url, '/kept', 3)).tasks.map((it) => it.id)).toEqual(tasks.map((it) => it.id));
  });

  it('has its tasks replaced at once by the default strategy, and ended when it is back', async () => {
    const { url } = await marathonForTest();
    const { tasks } = await runApp(url, { id: '/gone', ...sleeper });
    await reachable(url, 'local-S1', false);
    const after = await settled(url, '/gone', 3);
    expect(after.tasks.filter((it) => tasks.some(({ id }) => id === it.id))).toHaveLength(2);
    await reachable(url, 'local-S1', true);
    expect(await states(url, '/gone')).toEqual(['TASK_RUNNING', 'TASK_RUNNING', 'TASK_RUNNING']);
  });

  it('comes back with a task too many once that was inactive, and no deployment sees to it', async () => {
    const { url } = await marathonForTest();
    const unreachableStrategy = { inactiveAfterSeconds: 0, expungeAfterSeconds: 600 };
    await runApp(url, { id: '/many', ...sleeper, unreachableStrategy });
    await reachable(url, 'local-S1', false);
    await settled(url, '/many', 3);
    await reachable(url, 'local-S1', true);
    expect(await settled(url, '/many', 4)).toMatchObject({ instances: 3, deployments: [] });
  });

  it('counts a task twice that is killed and scaled twice, as Marathon does', async () => {
    const { url } = await marathonForTest();
    await runApp(url, { id: '/twice', ...sleeper, unreachableStrategy: 'disabled' });
    await reachable(url, 'local-S1', false);
    const lost = (await appOf(url, '/twice')).tasks.find(({ state }) => state === 'TASK_UNREACHABLE')!.id;
    for (const left of [2, 1]) {
      await ask(`${url}/v2/tasks/delete?scale=true`, 'POST', { ids: [lost] });
      await eventually(async () => {
        expect(await appOf(url, '/twice')).toMatchObject({ instances: left, deployments: [] });
      });
    }
  });

  it('is still out of reach after a restart of Marathon', async () => {
    const stateDir = await temporaryDirectory();
    const first = await marathonForTest({ stateDir });
    await runApp(first.url, { id: '/again', ...sleeper, unreachableStrategy: 'disabled' });
    await reachable(first.url, 'local-S1', false);
    await first.stop({ keepTasks: true });
    const { url } = await marathonForTest({ stateDir });
    expect(await states(url, '/again')).toContain('TASK_UNREACHABLE');
    await reachable(url, 'local-S1', true);
    await settled(url, '/again', 3);
  });
});
