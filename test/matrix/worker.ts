/**
 * A worker of the product as it is, that dies where the matrix says: one more interceptor around its activities, and
 * somebody who looks on at their calls. It loads and waits until it is told to go, so that it takes over at once.
 */
import { Worker, type ActivityExecuteInput, type WorkerOptions } from '@temporalio/worker';
import { activityInfo } from '@temporalio/activity';
import { calling, lookOnAtCalls } from './calls.ts';
import type { FromWorker, ToWorker } from './messages.ts';

type Order = Extract<ToWorker, { kind: 'die-at' }>;

lookOnAtCalls();
const orders = new Map<number, (order: Order) => void>();
let lastId = 0;

function say(message: FromWorker): void {
  process.send?.(message);
}

function orderFor(input: ActivityExecuteInput): Promise<Order> {
  const id = (lastId += 1);
  const { activityType: activity, workflowExecution } = activityInfo();
  const [first] = input.args as readonly ({ notice?: { service?: string } } | undefined)[];
  const service = first?.notice?.service;
  return new Promise((resolve) => {
    orders.set(id, resolve);
    const workflowId = workflowExecution?.workflowId ?? '';
    say({ kind: 'begins', id, activity, workflowId, ...(service !== undefined && { service }) });
  });
}

/** Dies with what stands beside it, when the matrix kills it. */
async function stand(id: number): Promise<never> {
  say({ kind: 'stands', id });
  return new Promise(() => undefined);
}

async function execute(
  input: ActivityExecuteInput,
  next: (input: ActivityExecuteInput) => Promise<unknown>,
): Promise<unknown> {
  const { id, moment, change } = await orderFor(input);
  if (moment === 'before') return stand(id);
  if (moment === 'never') return next(input);
  if (moment === 'answered') {
    // A failure, or the end of what was cancelled, is an answer, too.
    await next(input).catch(() => undefined);
    return stand(id);
  }
  let stands: Promise<never> | undefined;
  let calls = 0;
  const loses = ({ changes }: { readonly changes: boolean }): boolean => {
    calls += 1;
    if (changes || !change) stands ??= stand(id);
    return stands !== undefined;
  };
  const result = await calling.run({ loses }, () => next(input)).catch((error: unknown) => error);
  if (stands !== undefined || calls === 0) return stands ?? stand(id);
  say({ kind: 'missed', id });
  if (result instanceof Error) throw result;
  return result;
}

const create = Worker.create.bind(Worker);
Worker.create = (options: WorkerOptions) =>
  create({ ...options, interceptors: { activity: [() => ({ inbound: { execute } })] } });

process.on('message', (message: ToWorker) => {
  if (message.kind === 'go') void go();
  else orders.get(message.id)?.(message);
});
process.once('disconnect', () => process.exit());

const product = import('../../src/worker/run.ts');
const logs = import('../../src/worker/log.ts');
await Promise.all([product, logs]);

async function go(): Promise<void> {
  const [{ startWorker }, { createLog, forwardSdkLogs }] = await Promise.all([product, logs]);
  forwardSdkLogs(createLog('warn'));
  const worker = await startWorker();
  say({ kind: 'ready' });
  await worker.ended;
}
