import fc from 'fast-check';
import { endingNames, queryNames, message, signalNames, updateNames, type Message } from './messages.ts';
import { shownPayloads } from './rubbish.ts';
import { sandbox, type Command, type Job, type Run, type StartRun } from './runtime.ts';
import { stages, type Staged } from './staged.ts';
import { tally, type Counting, type Tally } from './tally.ts';

/** How one kind of message reaches a workflow, and what its answer comes to. */
interface Way {
  readonly names: fc.Arbitrary<string>;
  readonly job: (message: Message, number: number) => Job;
  readonly came: (commands: readonly Command[]) => string;
}

const withEndings = (names: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 30, arbitrary: names }, { weight: 1, arbitrary: endingNames });

const signal: Way = {
  names: withEndings(signalNames),
  job: ({ name, payloads, headers }, number) => ({
    signalWorkflow: {
      signalName: name,
      input: payloads,
      headers,
      identity: 'fuzz',
      originatingEventId: number,
    },
  }),
  came: (commands) => (commands.length === 0 ? 'taken, nothing done' : 'taken, something done'),
};

const update: Way = {
  names: withEndings(updateNames),
  job: ({ name, payloads, headers }, number) => ({
    doUpdate: {
      id: `update-${number}`,
      protocolInstanceId: `instance-${number}`,
      name,
      input: payloads,
      headers,
      runValidator: true,
    },
  }),
  came: (commands) => {
    const answers = commands.flatMap((it) => it.updateResponse ?? []);
    const rejected = answers.find((it) => it.rejected != null)?.rejected;
    if (rejected == null) return answers.length > 0 ? 'did something' : 'no answer';
    if ((rejected.message ?? '').length < 10) return 'no answer';
    return `refused: ${rejected.applicationFailureInfo?.type ?? ''}`;
  },
};

const query: Way = {
  names: queryNames,
  job: ({ name, payloads, headers }, number) => ({
    queryWorkflow: { queryId: `query-${number}`, queryType: name, arguments: payloads, headers },
  }),
  came: (commands) => {
    const answer = commands.find((it) => it.respondToQuery != null)?.respondToQuery;
    if (answer?.succeeded != null) return 'answered';
    return (answer?.failed?.message ?? '').length < 10 ? 'no answer' : 'refused, with a sentence';
  },
};

export const ways = { signal, update, query } as const;

/** A run hears so many, and then another one does. */
const MOST_OF_A_RUN = 400;
const ASKED_EVERY = 20;
/** Temporal gives a task of a workflow ten seconds. */
const LONGEST_TASK_MS = 8_000;
/** More is no answer that Temporal would carry. */
const LONGEST_STATUS = 500_000;

/** So many messages to every workflow in every stage, in the SDK's sandbox: no task may fail, and its query answers. */
export function told(kind: keyof typeof ways, runs: number, seed: number): Promise<Tally> {
  return tally(`${kind}, in the sandbox`, async (counting) => {
    const start = await sandbox();
    const share = Math.ceil(runs / stages.length);
    for (const [index, stage] of stages.entries()) {
      for (let done = 0; done < share; done += MOST_OF_A_RUN) {
        const options = { seed: seed + index * runs + done, numRuns: Math.min(MOST_OF_A_RUN, share - done) };
        await tellAll(start, stage, fc.sample(message(ways[kind].names), options), ways[kind], counting);
      }
    }
  });
}

async function tellAll(
  start: StartRun,
  stage: Staged,
  messages: readonly Message[],
  way: Way,
  counting: Counting,
): Promise<void> {
  let run = await stage.begin(start);
  for (const [number, it] of messages.entries()) {
    const isOver = await tellOne(run, stage, it, number, way, counting);
    if (!isOver) continue;
    await run.end();
    run = await stage.begin(start);
  }
  await run.end();
}

/** Whether the run cannot be told more. */
async function tellOne(
  run: Run,
  { kind, query: asked }: Staged,
  it: Message,
  number: number,
  way: Way,
  counting: Counting,
): Promise<boolean> {
  const what = `${kind}: ${JSON.stringify(it.name.slice(0, 60))} ${shownPayloads(it.payloads)}`;
  try {
    const commands = await counting.timed(
      () => what,
      LONGEST_TASK_MS,
      () => run.activate(way.job(it, number)),
    );
    const answer = way.came(commands);
    counting.count(answer);
    if (answer === 'no answer') counting.defect(`${what}: no answer`);
    if (commands.some(ends)) return true;
    if (asked !== undefined && number % ASKED_EVERY === 0) await ask(run, asked, what, counting);
    return false;
  } catch (failure) {
    counting.count('failed the task');
    counting.defect(
      `${what}: the task fails: ${failure instanceof Error ? failure.message : String(failure)}`,
    );
    return true;
  }
}

function ends(it: Command): boolean {
  const {
    completeWorkflowExecution,
    failWorkflowExecution,
    continueAsNewWorkflowExecution,
    cancelWorkflowExecution,
  } = it;
  return [
    completeWorkflowExecution,
    failWorkflowExecution,
    continueAsNewWorkflowExecution,
    cancelWorkflowExecution,
  ].some((end) => end != null);
}

async function ask(run: Run, queryType: string, what: string, counting: Counting): Promise<void> {
  const commands = await run.activate({ queryWorkflow: { queryId: 'asked', queryType, arguments: [] } });
  const answer = commands.find((it) => it.respondToQuery != null)?.respondToQuery;
  const size = answer?.succeeded?.response?.data?.length ?? 0;
  if (size === 0) counting.defect(`${what}: ${queryType} then says ${answer?.failed?.message ?? 'nothing'}`);
  if (size > LONGEST_STATUS) counting.defect(`${what}: ${queryType} then takes ${size} bytes`);
}
