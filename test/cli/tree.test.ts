import { describe, expect, it } from 'vitest';
import { commandsFor } from '../../src/domain/commands.ts';
import type { GateRecord } from '../../src/domain/gates.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { stepsAhead } from '../../src/domain/procedure.ts';
import type { ReleaseState } from '../../src/domain/status.ts';
import { withOutcome } from '../../src/cli/live-status.ts';
import { renderTree, treeLines } from '../../src/cli/tree/render.ts';
import { aCheck, analysing, canaryStepsAfter, measured } from './support/canary-statuses.ts';
import { at, atGate, aSide, aTaskStatus, draining, twoOfThree } from './support/statuses.ts';

const now = new Date(at(38));

describe('the tree of a release that drains', () => {
  it.each([60, 80, 120])('shows all of it within %i columns', async (width) => {
    const tree = renderTree(draining, now, width);
    await expect(`${tree}\n`).toMatchFileSnapshot(`golden/draining-${width}.txt`);
    const tooLong = tree.split('\n').filter((line) => line.length > width && /\s\S+\s/.test(line.trim()));
    expect(tooLong).toEqual([]);
  });

  it('says how to bring back the version before, once it is released', () => {
    const ended = withOutcome(draining, {
      kind: 'released',
      service: 'shop',
      target: 'local',
      release: draining.release,
      summary: '/shop-b serves shop with 3 tasks instead of /shop-a',
      removed: '/shop-a',
      exposureMs: 0,
      startedAt: at(0),
      endedAt: at(41),
      durationMs: 41_000,
      steps: [],
      previous: { definition: { id: '/shop' }, instances: 2 },
    });
    expect(renderTree(ended, now, 80)).toContain('npx pacer undo shop  release the version before again');
  });

  it('leaves out the last events first, then the steps of the batch, then the tasks', () => {
    const textOf = (height: number) =>
      treeLines(draining, now, 80, height)
        .map(({ text }) => text)
        .join('\n');
    expect(textOf(37)).not.toContain('last events');
    expect(textOf(37)).toContain('8 wait until they');
    expect(textOf(30)).not.toContain('8 wait until they');
    expect(textOf(30)).toContain('3f2c1e7a');
    expect(textOf(22)).not.toContain('3f2c1e7a  ');
    expect(textOf(22)).toContain('BLUE /shop-a');
    expect(treeLines(draining, now, 80, 5)).toHaveLength(5);
  });

  it('names the target in the commands where it is not the local one', () => {
    expect(renderTree({ ...draining, target: 'prod' }, now, 80)).toContain(
      'npx pacer abort shop --target prod',
    );
  });
});

describe('the tree of a release that waits for a person', () => {
  it.each([60, 100])('shows the gate, each answer and what to type within %i columns', async (width) => {
    await expect(`${renderTree(atGate, now, width)}\n`).toMatchFileSnapshot(`golden/gate-${width}.txt`);
  });

  it.each<[string, Partial<GateRecord>, string]>([
    ['anybody may answer', { by: [], approvals: 1, answers: [] }, '0 of 1 approval; anybody may answer'],
    ['one may answer', { by: ['ann'], approvals: 1 }, '1 of 1 approval; ann may answer'],
    ['it goes on at its deadline', { then: 'approve' }, 'then it goes on without an answer'],
    ['it is waited on at its deadline', { then: 'keep-waiting' }, 'is told again'],
    ['its deadline has passed', { until: at(30) }, 'has passed 8.0s ago'],
  ])('says so where %s', (_, different, words) => {
    const { by, ...gate } = { ...twoOfThree, ...different };
    const shown = { ...atGate, gate: by?.length === 0 ? gate : { ...gate, ...(by && { by }) } };
    expect(renderTree(shown, now, 100)).toContain(words);
  });

  it('counts the answers that are too many to show, and leaves them out on a low terminal', () => {
    const answers = Array.from({ length: 9 }, (_, index) => ({
      answer: 'approve' as const,
      by: `person ${index}`,
      at: at(21 + index),
    }));
    const many = { ...atGate, gate: { ...twoOfThree, answers } };
    const tree = renderTree(many, now, 100);
    expect(tree).toContain('    4 earlier\n');
    expect(tree).not.toContain('person 3');
    expect(tree).toContain('approve by person 8');
    const low = treeLines(many, now, 100, 26).map(({ text }) => text);
    expect(low.join('\n')).not.toContain('person 8');
    expect(low).toContain('  gate "business hours", before retire-blue');
  });

  it('takes as long as it takes without a deadline', () => {
    const { name, place, openedAt, approvals, answers } = twoOfThree;
    const patient = { name, place, openedAt, approvals, answers };
    expect(renderTree({ ...atGate, gate: patient }, now, 100)).toContain('it waits as long as it takes');
  });
});

describe('the tree of a release in line', () => {
  it('addresses it by its workflow, since its service means the one that runs', () => {
    const queued = { ...draining, state: 'queued' as const, commands: commandsFor('queued') };
    const tree = renderTree(queued, now, 120);
    expect(tree).toContain('shop on local: waiting in line');
    expect(tree).toContain(
      'npx pacer abort shop --workflow-id pacer/release/local/shop/20261124T100000Z-ab12\n',
    );
  });
});

it.each<[ReleaseState, string]>([
  ['draining', 'waiting for tasks to drain'],
  ['asking', 'asking a hook'],
  ['step-failed', 'a step failed, and it waits for you'],
])('the state %s is "%s"', (state, words) => {
  const tree = renderTree({ ...draining, state, commands: commandsFor(state) }, now, 100);
  expect(tree.split('\n')[0]).toContain(`shop on local: ${words}`);
  for (const { command } of commandsFor(state)) expect(tree).toContain(`npx pacer ${command} shop`);
});

describe('the tree of a release that has ended', () => {
  it('says why it went back, and shows nothing of the app that is gone', async () => {
    const { blue, steps } = draining;
    const failed = steps.map((step): StepRecord => {
      if (step.state === 'running') return { ...step, state: 'failed', endedAt: at(37) };
      return step.state === 'ahead' ? { ...step, state: 'skipped' } : step;
    });
    const way: StepRecord = {
      step: 2,
      title: 'scale blue up',
      batch: 1,
      direction: 'roll-back',
      state: 'done',
      startedAt: at(37),
      endedAt: at(37.4),
    };
    const ended = withOutcome(draining, {
      kind: 'rolled-back',
      service: 'shop',
      target: 'local',
      release: draining.release,
      summary: '/shop-a serves shop with 3 tasks, as before; /shop-b is gone',
      cause: {
        kind: 'unhealthy',
        message: '2 of 3 tasks of /shop-b are healthy: shop-b.1 on 10.0.0.3 is unhealthy',
        lastFailure: 'Command exited with status 1',
      },
      serving: { appId: '/shop-a', instances: 3 },
      removed: '/shop-b',
      exposureMs: 25_000,
      startedAt: at(0),
      endedAt: at(41),
      durationMs: 41_000,
      steps: [...failed, way],
    });
    expect(ended.blue).toEqual(blue);
    await expect(`${renderTree(ended, now, 80)}\n`).toMatchFileSnapshot('golden/rolled-back-80.txt');
  });
});

describe('the tree of a large release', () => {
  const batches = Array.from({ length: 30 }, (_, index) => ({
    number: index + 1,
    arriving: index + 1,
    leaving: 29 - index,
  }));
  const steps = stepsAhead(batches, true).map((step): StepRecord => {
    const before = step.step === 1 || (step.batch ?? 31) < 20;
    if (before) return { ...step, state: 'done', startedAt: at(0), endedAt: at(60) };
    return step.batch === 20 && step.step === 2 ? { ...step, state: 'running', startedAt: at(60) } : step;
  });

  it('takes batches that are alike together', () => {
    const tree = renderTree({ ...draining, steps }, new Date(at(65)), 80);
    expect(tree).toMatch(/✓ batches 1 to 19 +1m 00s/);
    expect(tree).toContain('▸ batch 20 of 30');
    expect(tree).toContain('· batches 21 to 30');
  });

  it('lists the tasks that are not well first, and counts the rest', () => {
    const tasks = Array.from({ length: 30 }, (_, index) =>
      aTaskStatus(`shop-b.instance-${String(index).padStart(8, '0')}-d616._app.1`, { pool: 'serving' }),
    );
    const sick = aTaskStatus('shop-b.instance-deadbeef-d616._app.1', {
      health: 'unhealthy',
      pool: 'serving',
    });
    const tree = renderTree({ ...draining, green: aSide('/shop-b', [...tasks, sick]) }, now, 80);
    expect(tree.indexOf('deadbeef')).toBeLessThan(tree.indexOf('00000000'));
    expect(tree).toContain('and 23 more');
  });
});

describe('the tree of a canary', () => {
  it.each([60, 80, 120])('shows weight, steps and checks within %i columns', async (width) => {
    const tree = renderTree(analysing, now, width);
    await expect(`${tree}\n`).toMatchFileSnapshot(`golden/canary-${width}.txt`);
    expect(tree).not.toMatch(/\b(blue|green)\b/i);
  });

  it('folds the steps of the spec, then the tasks, then what is known of each check', () => {
    const textOf = (height: number) =>
      treeLines(analysing, now, 80, height)
        .map(({ text }) => text)
        .join('\n');
    expect(textOf(42)).not.toContain('last events');
    expect(textOf(42)).toContain('step 2 of 7  pause 10m');
    expect(textOf(40)).toContain('✓ steps 1 to 3');
    expect(textOf(40)).toContain('· steps 5 to 7');
    expect(textOf(40)).toContain('3f2c1e7a');
    expect(textOf(35)).not.toContain('3f2c1e7a');
    expect(textOf(35)).toContain('canary 0.1432, stable 0.1');
    expect(textOf(28)).not.toContain('canary 0.1432');
    expect(textOf(28)).toMatch(/▸ latency \(step 4\): running +✓✓✗✓\?/);
  });

  it.each([
    { weight: 0, bar: '░'.repeat(30), text: 'canary 0 %, stable 100 %' },
    { weight: 1, bar: `█${'░'.repeat(29)}`, text: 'canary 0.01 %, stable 99.99 %' },
    { weight: 5_000, bar: '█'.repeat(15) + '░'.repeat(15), text: 'canary 50 %, stable 50 %' },
    { weight: 9_999, bar: `${'█'.repeat(29)}░`, text: 'canary 99.99 %, stable 0.01 %' },
    { weight: 10_000, bar: '█'.repeat(30), text: 'canary 100 %, stable 0 %' },
  ])('shows the share of $weight ten-thousandths', ({ weight, bar, text }) => {
    expect(renderTree({ ...analysing, weight }, now, 80)).toContain(`${text}  ${bar}`);
  });

  it('lists failing checks first and dry runs after those of their phase that decide', () => {
    const checks = [
      aCheck('good', { phase: 'successful' }),
      aCheck('waits', { phase: 'pending' }),
      aCheck('tried', { phase: 'failed', dryRun: true }),
      aCheck('runs'),
      aCheck('shaky', { recent: measured('✗✓', 1, {}) }),
      aCheck('open', { phase: 'inconclusive' }),
      aCheck('bad', { phase: 'failed' }),
    ];
    const tree = renderTree({ ...analysing, checks }, now, 80);
    expect([...tree.matchAll(/(\w+) \(background/g)].map(([, name]) => name)).toEqual([
      'bad',
      'tried',
      'open',
      'shaky',
      'runs',
      'waits',
      'good',
    ]);
  });

  it('says why it fell back, with the check, its value, its limit and its query', async () => {
    const latency = aCheck('latency', {
      analysis: 'step 4',
      phase: 'failed',
      limit: 'fails when > 0.5',
      recent: measured('✓✓✗', 37, { value: 0.812 }),
    });
    const steps = canaryStepsAfter(4).map((step): StepRecord => {
      if (step.state === 'running') return { ...step, state: 'failed', endedAt: at(37) };
      return step.state === 'ahead' ? { ...step, state: 'skipped' } : step;
    });
    const back: StepRecord = {
      step: 5,
      title: 'add stable to the pool',
      batch: 1,
      direction: 'roll-back',
      state: 'done',
      startedAt: at(37),
      endedAt: at(37.1),
    };
    const ended = withOutcome(analysing, {
      kind: 'rolled-back',
      service: 'shop',
      target: 'local',
      release: analysing.release,
      summary: '/shop-a serves shop with 1 tasks, as before; /shop-b is gone',
      cause: {
        kind: 'check-failed',
        message: `check "latency" is 0.812, fails when > 0.5: ${latency.query}`,
      },
      serving: { appId: '/shop-a', instances: 1 },
      removed: '/shop-b',
      reachedWeight: 500,
      exposureMs: 29_000,
      startedAt: at(0),
      endedAt: at(41),
      durationMs: 41_000,
      steps: [...steps, back],
      checks: [latency],
    });
    await expect(`${renderTree(ended, now, 80)}\n`).toMatchFileSnapshot('golden/canary-rolled-back-80.txt');
  });
});
