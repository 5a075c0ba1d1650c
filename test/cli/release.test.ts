import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceLockId } from '../../workflows/messages.ts';
import type { LiveStatus } from '../../src/cli/live-status.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { eventually } from '../support/eventually.ts';
import { aDirectory, pacer, specOf, startPacer } from './support/pacer.ts';
import { IDLE_NAMESPACE, startScriptedTemporal, type ScriptedTemporal } from './support/scripted-worker.ts';

let temporal: ScriptedTemporal;
let files: Awaited<ReturnType<typeof aDirectory>>;
const there = () => ({ TEMPORAL_ADDRESS: temporal.env.address });
const run = (...args: readonly string[]) => pacer(args, there());
const spec = (service: string, target?: string) => files.write(`${service}.json`, specOf(service, target));

beforeAll(async () => {
  [temporal, files] = await Promise.all([startScriptedTemporal(), aDirectory()]);
});
afterAll(async () => {
  await temporal.stop();
  await files.remove();
});

interface Ids {
  readonly workflowId: string;
  readonly runId: string;
}

async function started(service: string, ...more: readonly string[]): Promise<Ids> {
  const { code, out, err } = await run('release', await spec(service), '--json', ...more);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Ids;
}

describe('a release that waits for a person', () => {
  it('is started, found by its service, watched without history, refused twice, and promoted', async () => {
    const { workflowId, runId } = await started('shop');
    expect(workflowId).toMatch(/^pacer\/release\/local\/shop\/\d{8}T\d{6}Z-/);
    const handle = temporal.env.client.workflow.getHandle(workflowId, runId);
    await eventually(async () => {
      expect(JSON.parse((await run('status', 'shop', '--json')).out)).toMatchObject({
        workflowId,
        runId,
        state: 'waiting-for-approval',
        seeing: 'somebody to promote',
        green: { appId: '/shop-b', tasks: [{ pool: 'serving', sessions: 7 }] },
      });
    }, 20_000);
    const before = (await handle.describe()).historyLength;
    const shown = await run('status', 'shop');
    expect(shown.out).toContain('shop on local: waiting for approval');
    expect(shown.out).toContain('npx pacer promote shop');
    expect((await handle.describe()).historyLength).toBe(before);

    const second = await run('release', await spec('shop'));
    expect(second.code).toBe(3);
    expect(second.err).toContain(workflowId);
    expect(second.err).toContain('npx pacer abort shop');

    const retried = await run('retry', 'shop');
    expect(retried.code).toBe(2);
    expect(retried.err).toContain('"retry" does nothing while the release is waiting-for-approval');
    expect(retried.err).toContain('npx pacer promote shop: approve, and go on when that is enough');

    const promoted = await run('promote', 'shop', '--by', 'ann');
    expect({ code: promoted.code, err: promoted.err }).toEqual({ code: 0, err: '' });
    expect(promoted.out).toContain('approve, and go on when that is enough');
    const ended = await run('status', 'shop', '--watch');
    expect(ended.code).toBe(0);
    expect(ended.out.split('\n').at(-1)).toMatch(/^\d{4}-\S+Z it is released$/);
    expect((await run('promote', 'shop')).err).toContain('no release of "shop" is running');
  });

  it('goes on when nobody watches any more', async () => {
    const { workflowId } = await started('watched');
    const watching = startPacer(['status', 'watched', '--watch'], there());
    let seen = '';
    watching.stdout.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await eventually(() => {
      expect(seen).toContain('waits for "promote"');
    }, 20_000);
    watching.kill('SIGINT');
    const { exitCode, stderr } = await watching;
    expect(exitCode).toBe(130);
    expect(stderr).toContain(`the release goes on: workflow ${workflowId}`);
    expect(stderr).toContain('npx pacer status watched --watch');

    const aborted = await run('abort', 'watched', '--reason', 'too slow', '--by', 'bob');
    expect(aborted.code).toBe(0);
    const { code, out, err } = await run('status', 'watched', '--watch', '--json');
    expect(code).toBe(5);
    expect((JSON.parse(out) as Outcome).cause?.message).toBe('said by bob: too slow');
    expect(err).toContain('watched aborted: said by bob: too slow');
  });

  it('is cut off when its workflow is terminated, and the lock with it', async () => {
    const { workflowId } = await started('cut', '--workflow-id', 'mine');
    expect(workflowId).toBe('mine');
    await temporal.env.client.workflow.getHandle(workflowId).terminate('by a test');
    const { code, err } = await run('status', 'cut', '--watch');
    expect(code).toBe(6);
    expect(err).toContain('cut off: its workflow was terminated');
    const ended = JSON.parse((await run('status', 'cut', '--json')).out) as LiveStatus;
    expect(ended).toMatchObject({ state: 'finished', result: 'cut-off', commands: [] });
    expect(ended.gate ?? ended.wait ?? ended.seeing).toBeUndefined();
    await eventually(async () => {
      const lock = temporal.env.client.workflow.getHandle(serviceLockId('local', 'cut'));
      expect((await lock.describe()).status.name).not.toBe('RUNNING');
    });
  });
});

describe('the exit code of a watched release', () => {
  it.each([
    ['good', 0, 'released'],
    ['sick', 4, 'rolled-back'],
    ['stuck', 6, 'failed'],
  ])('of the service "%s" is %i', async (service, expected, kind) => {
    const { code, out } = await run('release', await spec(service), '--watch', '--json');
    expect(code).toBe(expected);
    expect((JSON.parse(out.split('\n').at(-1) ?? '') as Outcome).kind).toBe(kind);
  });

  it('is 2 when the worker refuses the spec, watched or not', async () => {
    for (const more of [[], ['--watch']]) {
      const { code, err } = await run('release', await spec('wrong'), ...more);
      expect(code).toBe(2);
      expect(err).toContain('app.id: "x" is taken');
    }
  });
});

describe('a service on several targets', () => {
  it('has to be told apart, and is found by the only target without being told', async () => {
    await run('release', await spec('good', 'east'), '--watch');
    const both = await eventually(async () => {
      const { code, err } = await run('status', 'good');
      expect(code).toBe(2);
      return err;
    }, 20_000);
    expect(both).toContain('more than one target: east, local');
    const east = await run('status', 'good', '--target', 'east', '--json');
    expect(JSON.parse(east.out)).toMatchObject({ target: 'east', state: 'finished' });

    await run('release', await spec('sick', 'west'), '--watch');
    const west = await pacer(['status', 'sick', '--json'], { ...there(), PACER_TARGET: 'west' });
    expect(JSON.parse(west.out)).toMatchObject({ target: 'west', outcome: { kind: 'rolled-back' } });
  });
});

describe('without a worker', () => {
  const idle = () => ({ ...there(), TEMPORAL_NAMESPACE: IDLE_NAMESPACE });

  it('a release is started and waits, status ends with 7, and an abort is kept for later', async () => {
    const release = await pacer(['release', await spec('shop')], idle());
    expect(release.code).toBe(0);
    expect(release.err).toContain('no worker is polling task queue "pacer": start one with npx pacer worker');
    const status = await eventually(async () => {
      const said = await pacer(['status', 'shop'], idle());
      expect(said.code).toBe(7);
      return said;
    }, 30_000);
    expect(status.err).toContain('no worker is polling task queue "pacer"');
    const abort = await pacer(['abort', 'shop'], idle());
    expect(abort.code).toBe(0);
    expect(abort.out).toContain(
      'abort is left for the release of "shop" on target "local": Temporal keeps it',
    );
    expect(abort.out).toContain('start one with npx pacer worker');
  });

  it('a service that was never released is not known', async () => {
    const { code, err } = await pacer(['status', 'nothing'], idle());
    expect(code).toBe(1);
    expect(err).toContain('no release of "nothing" is known on target "local"');
    expect(err).toContain('npx pacer release FILE');
  });
});
