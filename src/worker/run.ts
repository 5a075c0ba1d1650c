import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities, type Activities } from '../../activities/index.ts';
import { createDataConverter } from '../codec/data-converter.ts';
import { tolerant } from '../codec/tolerant.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { loadWorkerConfig, type WorkerConfig } from './config.ts';
import { workflowBundle } from './run-bundle.ts';
import { createContacts } from './run-contacts.ts';
import { createTargets } from './run-targets.ts';
import { executionReader } from './temporal-execution.ts';
import { serviceKeepers } from './temporal-keeper.ts';
import { endListener } from './temporal-hear-end.ts';
import { detailsKeeper } from './temporal-heartbeat.ts';
import { serviceLines } from './temporal-line.ts';
import { measuredTeller } from './temporal-measured.ts';
import { temporalSettings, TemporalUnreachable, type TemporalSettings } from './temporal.ts';

export interface WorkerSettings {
  /** Where configuration, Temporal's settings and the cache are looked for. Default: the process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: the configuration file that `env` names. */
  readonly config?: WorkerConfig;
}

export interface RunningWorker {
  readonly taskQueue: string;
  readonly targets: readonly string[];
  /** Resolves when it has ended, also by SIGTERM or SIGINT; rejects when it cannot go on. */
  readonly ended: Promise<void>;
  /** Takes no new work, ends what it has, and resolves when it has ended. Safe to repeat. */
  stop(): Promise<void>;
}

/** What an activity under way may still do when the worker is told to end; the next worker repeats it. */
const SHUTDOWN_GRACE_MS = 2_000;
/** Below the ten seconds that most schedulers leave between SIGTERM and SIGKILL. */
const SHUTDOWN_FORCE_MS = 8_000;

const MOST_ACTIVITIES = 2_000;

const DESCRIBE_TIMEOUT_MS = 10_000;

/**
 * Starts a worker and resolves once it polls. Throws what `loadWorkerConfig` throws, TemporalSettingsWrong, or
 * TemporalUnreachable; nothing is left open then.
 */
export async function startWorker({
  env = process.env,
  config,
}: WorkerSettings = {}): Promise<RunningWorker> {
  const { targets, notifications, encryption } = config ?? (await loadWorkerConfig(env));
  const settings = temporalSettings(env);
  const dataConverter = createDataConverter(encryption ?? []);
  const bundling = workflowBundle(env, dataConverter);
  const connection = await connect(settings).catch(async (error: unknown) => {
    await bundling.catch(() => undefined);
    throw error;
  });
  try {
    const { namespace } = settings;
    const client = new Client({ connection, namespace, dataConverter });
    const activities = createActivities(
      createTargets(targets),
      executionReader(client.workflow),
      serviceLines(client.workflow),
      detailsKeeper(client),
      measuredTeller(client.workflow),
      serviceKeepers(client.workflow),
      createContacts(notifications),
      endListener(client),
    );
    const workflows = await bundling;
    const worker = await Worker.create({
      connection,
      namespace,
      dataConverter: { ...dataConverter, payloadCodecs: (dataConverter.payloadCodecs ?? []).map(tolerant) },
      taskQueue: TASK_QUEUE,
      workflowBundle: workflows,
      activities: activities satisfies Activities,
      // The news that an activity is cancelled comes with the answer to a heartbeat: an abort must not wait for one.
      maxHeartbeatThrottleInterval: '500ms',
      // Each service that is kept has one activity that never ends; little is done by it.
      maxConcurrentActivityTaskExecutions: MOST_ACTIVITIES,
      // How long a workflow that another worker held in its memory waits for that one, when it is gone.
      stickyQueueScheduleToStartTimeout: '3s',
      shutdownGraceTime: SHUTDOWN_GRACE_MS,
      shutdownForceTime: SHUTDOWN_FORCE_MS,
    });
    return running(worker, connection, Object.keys(targets));
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function running(worker: Worker, connection: NativeConnection, targets: readonly string[]): RunningWorker {
  const ended = worker.run().finally(() => connection.close());
  return {
    taskQueue: TASK_QUEUE,
    targets,
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

async function connect(settings: TemporalSettings): Promise<NativeConnection> {
  let connection: NativeConnection | undefined;
  try {
    const { namespace, connectionOptions } = settings;
    connection = await NativeConnection.connect(connectionOptions);
    const { workflowService } = connection;
    // Found out by Worker.create, it would leave threads behind.
    await connection.withDeadline(Date.now() + DESCRIBE_TIMEOUT_MS, () =>
      workflowService.describeNamespace({ namespace }),
    );
    return connection;
  } catch (cause) {
    await connection?.close();
    throw new TemporalUnreachable(settings, cause);
  }
}
