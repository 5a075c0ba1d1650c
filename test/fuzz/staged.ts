import { toPlan } from '../../src/domain/plan-from-spec.ts';
import { checkCanarySpec, checkSpec, type SpecCheck } from '../../src/domain/spec-errors.ts';
import { toCanaryPlan } from '../../src/domain/canary-plan.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import { payloadOf, type Command, type Job, type Run, type StartRun } from './runtime.ts';

/** A workflow that stands where it can be told something. */
export interface Staged {
  readonly kind: string;
  /** Answers it whatever it is told. */
  readonly query?: string;
  begin(start: StartRun): Promise<Run>;
}

const gates = [{ before: 'launch', by: ['nobody at all'] }];
const queued = aSpec('shop', { version: 'v2', spec: { whenBusy: 'queue' } });
const since = '2026-11-28T10:00:00.000Z';
const found = { release: 'fuzz/1' };
const runs = { workflowId: 'shop-1', runId: 'run-0' };

/** Temporal's own form, since a keeper takes no other. */
const runId = '0b6f3c1e-8f7e-4d52-9b43-6a1f2a0f7c11';
const intent = {
  target: 'local',
  service: 'shop',
  portIndex: 0,
  sides: [{ appId: '/shop', slot: 'a', admit: 'all', withdrawn: [] }],
};

type Answers = Readonly<Record<string, unknown>>;

const blueGreen = answersFor(aSpec('shop', { version: 'v1', spec: { gates } }));
const canary = canaryAnswers();

function answersFor(spec: unknown): Answers {
  const checked = ok(checkSpec(spec));
  return { checkSpec: checked, readLine: {}, planRelease: toPlan(checked, found), takeFromKeeper: {} };
}

function canaryAnswers(): Answers {
  const checked = ok(checkCanarySpec(aCanary('shop', { version: 'v1' }, { weights: [10, 100], gates })));
  return {
    checkCanarySpec: checked,
    readLine: {},
    planCanary: toCanaryPlan(checked, found),
    takeFromKeeper: {},
  };
}

function ok<Spec>(check: SpecCheck<Spec>): Spec {
  if (check.kind === 'ok') return check.spec;
  throw new Error(JSON.stringify(check.problems));
}

function staged(
  kind: string,
  type: string,
  input: unknown,
  answers: Answers,
  query?: string,
  says = '',
): Staged {
  const args = input === undefined ? [] : [payloadOf(input)];
  return {
    kind,
    ...(query === undefined ? {} : { query }),
    begin: async (start) => {
      const run = await start(type, args);
      await answer(run, run.first, answers);
      if (!(await said(run, query)).includes(says)) throw new Error(`${kind} was not reached`);
      return run;
    },
  };
}

async function said(run: Run, queryType = ''): Promise<string> {
  if (queryType === '') return '';
  const commands = await run.activate({ queryWorkflow: { queryId: 'said', queryType, arguments: [] } });
  const { data } =
    commands.find((it) => it.respondToQuery != null)?.respondToQuery?.succeeded?.response ?? {};
  return Buffer.from(data ?? []).toString();
}

/** Answers what it asks for as far as there is an answer; the rest stays under way. */
async function answer(run: Run, commands: readonly Command[], answers: Answers): Promise<void> {
  const jobs = commands.flatMap((it) => answerTo(it, answers));
  for (const job of jobs) await answer(run, await run.activate(job), answers);
}

function answerTo(
  { scheduleActivity, startChildWorkflowExecution: child }: Command,
  answers: Answers,
): Job[] {
  const type = scheduleActivity?.activityType ?? '';
  if (scheduleActivity != null && Object.hasOwn(answers, type)) {
    const result = { completed: { result: payloadOf(answers[type]) } };
    return [{ resolveActivity: { seq: scheduleActivity.seq, result } }];
  }
  if (child == null) return [];
  return [{ resolveChildWorkflowExecutionStart: { seq: child.seq, succeeded: { runId: 'run-of-child' } } }];
}

/** Every workflow that can be told something, in the states in which it waits. */
export const stages: readonly Staged[] = [
  staged('blueGreen, starting', 'blueGreen', {}, {}, 'status', '"starting"'),
  staged('blueGreen, at a gate', 'blueGreen', {}, blueGreen, 'status', '"waiting-for-approval"'),
  staged('canary, at a gate', 'canary', {}, canary, 'status', '"waiting-for-approval"'),
  staged('blueGreen, in line', 'blueGreen', {}, inLine(), 'status', '"state":'),
  staged('serviceLine', 'serviceLine', { target: 'local', service: 'shop', entries: [] }, {}, 'line'),
  staged('serviceLock', 'serviceLock', undefined, {}),
  staged('deliver', 'deliver', { notice: { event: 'started', release: 'fuzz' }, to: ['nobody'] }, {}),
  keeping('find', { kind: 'find', since, portIndex: 0 }),
  keeping('keep', { kind: 'keep', since, intent }),
  keeping('stand-by', { kind: 'stand-by', since, kept: intent, release: { workflowId: 'shop-1', runId } }),
  staged('plan', 'plan', {}, {}),
];

function keeping(kind: string, task: unknown): Staged {
  return staged(
    `keeper, ${kind}`,
    'keeper',
    { target: 'local', service: 'shop', task },
    {},
    'keeping',
    `"${kind}"`,
  );
}

function inLine(): Answers {
  return { ...answersFor(queued), readLine: { first: runs }, joinLine: { running: runs } };
}
