import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { ReleaseStatus } from '../../src/domain/status.ts';
import { serviceLineId } from '../../workflows/messages-line.ts';
import { serviceLockId } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { aLineWorld, type LineWorld } from './support/line-world.ts';

let world: LineWorld;
beforeAll(async () => {
  world = await aLineWorld();
}, 120_000);
afterAll(() => world.stop());

type Handle = WorkflowHandle<() => Promise<Outcome>>;

async function waiting(service: string): Promise<readonly string[]> {
  return ((await world.line(service))?.entries ?? []).map((it) => it.workflowId);
}

async function begun(workflowId: string): Promise<void> {
  await eventually(async () => {
    expect(await world.record()).toContainEqual(['begin', workflowId]);
  }, 30_000);
}

async function failureOf(handle: Handle): Promise<ApplicationFailure> {
  const error = await handle.result().then(
    (outcome) => new Error(`it ended: ${JSON.stringify(outcome)}`),
    (failure: unknown) => failure,
  );
  if (error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure) return error.cause;
  throw error as Error;
}

function stateOf(handle: Handle): Promise<ReleaseStatus> {
  return handle.query<ReleaseStatus>('status');
}

describe('fifty releases of one service at the same time', () => {
  it('run one after the other, as they came, whoever is ended or killed meanwhile', async () => {
    const service = 'fifty';
    const keeper = await world.start('keeper', { service, whenBusy: 'queue', stays: true });
    await begun('keeper');
    const stuck = 'fifty-25';
    const ids = Array.from({ length: 50 }, (_, index) => `fifty-${index + 1}`);
    const handles = new Map(
      await Promise.all(
        ids.map(async (id) => {
          const contest = { service, whenBusy: 'queue', stays: id === stuck } as const;
          return [id, await world.start(id, contest)] as const;
        }),
      ),
    );
    const of = (id: string | undefined): Handle => handles.get(id ?? '') as Handle;
    const order = await eventually(async () => {
      const line = await waiting(service);
      expect(line).toHaveLength(50);
      return line;
    }, 60_000);

    const others = order.filter((id) => id !== stuck);
    const gone = [0, 7, 20, 21, 48].map((nth) => others[nth]);
    const aborted = [1, 8, 22, 23, 47].map((nth) => others[nth]);
    await Promise.all([...gone.map((id) => of(id).terminate()), ...aborted.map((id) => of(id).cancel())]);
    for (const id of aborted)
      expect(await of(id).result()).toMatchObject({
        kind: 'aborted',
        steps: [],
        cause: { kind: 'cancelled' },
      });
    await eventually(async () => {
      expect(await waiting(service)).toHaveLength(40);
    }, 20_000);

    const refused = await world.start('refused', { service });
    expect((await failureOf(refused)).type).toBe('ReleaseInProgress');

    await keeper.signal('finish');
    const left = order.filter((id) => !gone.includes(id) && !aborted.includes(id));
    await begun(left[4] as string);
    await world.replaceWorker();
    await begun(stuck);
    await world.cut(of(stuck));
    const results = await Promise.allSettled(left.map((id) => of(id).result()));
    expect(results.filter((it) => it.status === 'rejected')).toHaveLength(1);

    const record = await world.record();
    const begins = [...new Set(record.filter(([what]) => what === 'begin').map(([, id]) => id))];
    expect(begins.filter((id) => id === 'keeper' || ids.includes(id))).toEqual(['keeper', ...left]);
    expect(neverTwoAtOnce(record)).toBe(true);
    await eventually(async () => {
      expect(await world.line(service)).toBeUndefined();
    });
    expect(await world.runsOfLine(service)).toBeGreaterThan(1);
  }, 180_000);
});

/** Who runs begins once nobody runs; a repeated line is of an activity that was tried twice. */
function neverTwoAtOnce(record: readonly (readonly [string, string])[]): boolean {
  let running: string | undefined;
  for (const [what, id] of record) {
    if (what === 'begin') {
      if (running !== undefined && running !== id) return false;
      running = id;
    } else if (running === id) running = undefined;
  }
  return true;
}

describe('a release that waits', () => {
  it('is refused by default, and leaves the line when somebody says abort', async () => {
    const service = 'abort';
    const first = await world.start('abort-1', { service, stays: true });
    await begun('abort-1');
    const second = await world.start('abort-2', { service, whenBusy: 'queue' });
    await eventually(async () => {
      expect(await stateOf(second)).toMatchObject({
        state: 'queued',
        message: 'waits in line, next to go; abort-1 runs (whenBusy: queue)',
        wait: { owner: 'release' },
      });
    });
    const failure = await failureOf(await world.start('abort-3', { service }));
    expect(failure).toMatchObject({ type: 'ReleaseInProgress' });
    expect(failure.message).toContain('abort-2');
    await second.signal('abort', { by: 'ann', reason: 'not today' });
    expect(await second.result()).toMatchObject({
      kind: 'aborted',
      summary: 'left the line of abort before its turn; nothing was begun',
      cause: { kind: 'operator', message: 'abort by ann: not today', by: 'ann' },
      steps: [],
    });
    await first.signal('finish');
    expect(await first.result()).toMatchObject({ kind: 'released' });
  });

  it('with replace has the one that runs aborted, and goes before those that queue', async () => {
    const service = 'replace';
    const first = await world.start('replace-1', { service, stays: true });
    await begun('replace-1');
    const queued = await world.start('replace-2', { service, whenBusy: 'queue' });
    await eventually(async () => {
      expect(await waiting(service)).toEqual(['replace-2']);
    });
    const second = await world.start('replace-3', { service, whenBusy: 'replace' });
    expect(await first.result()).toMatchObject({ kind: 'aborted', summary: 'replaced by replace-3' });
    await Promise.all([second.result(), queued.result()]);
    const begins = (await world.record()).filter(([, id]) => id.startsWith('replace-'));
    expect(begins.map((it) => it.join(' '))).toEqual(
      [1, 3, 2].flatMap((nth) => [`begin replace-${nth}`, `end replace-${nth}`]),
    );
  });

  it('with replace leaves one that holds to a person, and has it aborted once it does not', async () => {
    const service = 'hold';
    const first = await world.start('hold-1', { service, stays: true, holds: true });
    await begun('hold-1');
    const second = await world.start('hold-2', { service, whenBusy: 'replace' });
    await eventually(async () => {
      expect(await stateOf(second)).toMatchObject({
        state: 'queued',
        message: 'waits in line, next to go; hold-1 holds and waits for a person (whenBusy: replace)',
        wait: { owner: 'operator' },
      });
    });
    await first.signal('goOn');
    expect(await first.result()).toMatchObject({ kind: 'aborted', summary: 'replaced by hold-2' });
    expect(await second.result()).toMatchObject({ kind: 'released' });
    const said = (await stateOf(first)).events.map((it) => it.text);
    expect(said.filter((it) => it.startsWith('abort'))).toEqual(['abort: replaced by hold-2']);
  });

  it('with latest-wins makes way for a newer one of its like, and for no other', async () => {
    const service = 'latest';
    const first = await world.start('latest-1', { service, stays: true });
    await begun('latest-1');
    const older = await world.start('latest-2', { service, whenBusy: 'latest-wins' });
    await eventually(async () => {
      expect(await waiting(service)).toEqual(['latest-2']);
    });
    const queued = await world.start('latest-3', { service, whenBusy: 'queue' });
    await eventually(async () => {
      expect(await waiting(service)).toEqual(['latest-2', 'latest-3']);
    });
    const newer = await world.start('latest-4', { service, whenBusy: 'latest-wins' });
    expect(await failureOf(older)).toMatchObject({
      type: 'ReleaseSuperseded',
      message: expect.stringContaining('workflow latest-4') as string,
    });
    expect(await waiting(service)).toEqual(['latest-4', 'latest-3']);
    await first.signal('finish');
    await Promise.all([newer.result(), queued.result()]);
  });

  it('goes on waiting when somebody ends the line itself or cancels it, and rubbish said to it does nothing', async () => {
    const service = 'rubbish';
    const first = await world.start('rubbish-1', { service, stays: true });
    await begun('rubbish-1');
    const second = await world.start('rubbish-2', { service, whenBusy: 'queue' });
    await eventually(async () => {
      expect(await waiting(service)).toEqual(['rubbish-2']);
    });
    const line = world.client.workflow.getHandle(serviceLineId('local', service));
    await line.cancel();
    for (const name of ['join', 'leave', 'remove']) {
      await line.signal(name);
      await line.signal(name, 'rubbish');
      await line.signal(name, { workflowId: 7 });
    }
    expect(await waiting(service)).toEqual(['rubbish-2']);
    await line.signal('remove', { workflowId: 'rubbish-2', by: 'ann', reason: 'frozen' });
    expect(await failureOf(second)).toMatchObject({
      type: 'RemovedFromLine',
      message: 'removed from the line of "rubbish" on target "local" by ann: frozen; nothing was begun',
    });
    await first.signal('finish');
    await first.result();
    const lock = world.client.workflow.getHandle(serviceLockId('local', service));
    expect((await lock.describe()).status.name).toBe('COMPLETED');
  });

  it('runs when it has the turn though its line was terminated', async () => {
    const service = 'lineless';
    const first = await world.start('lineless-1', { service, stays: true });
    await begun('lineless-1');
    const second = await world.start('lineless-2', { service, whenBusy: 'queue' });
    await eventually(async () => {
      expect((await stateOf(second)).message).toContain('next to go');
    });
    await world.client.workflow.getHandle(serviceLineId('local', service)).terminate();
    await first.signal('finish');
    expect(await second.result()).toMatchObject({ kind: 'released' });
  });
});

describe('a line that does not answer', () => {
  it('holds nobody up for long, and nobody at all who says abort', async () => {
    const service = 'silent';
    const entries: readonly string[] = [];
    const silent = await world.client.workflow.start('serviceLine', {
      taskQueue: 'polled-by-nobody',
      workflowId: serviceLineId('local', service),
      args: [{ target: 'local', service, entries }],
    });
    const policies = [undefined, 'replace'] as const;
    const aborted = await Promise.all(
      policies.map((whenBusy, nth) => world.start(`silent-${nth}`, { service, whenBusy })),
    );
    const patient = await world.start('silent-patient', { service });
    await aborted[1]?.cancel();
    await aborted[0]?.signal('abort', { by: 'ann' });
    expect(await Promise.all(aborted.map((it) => it.result()))).toMatchObject([
      {
        kind: 'aborted',
        summary: 'ended before its turn; nothing was begun',
        cause: { kind: 'operator', by: 'ann' },
      },
      { kind: 'aborted', cause: { kind: 'cancelled' } },
    ]);
    expect((await stateOf(patient)).state).toBe('starting');
    expect(await patient.result()).toMatchObject({ kind: 'released' });
    const said = (await stateOf(patient)).events.map((it) => it.text);
    expect(said).toContainEqual(
      expect.stringContaining('going on without the line of silent, which does not answer: '),
    );
    await silent.terminate();
  }, 60_000);
});
