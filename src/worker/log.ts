import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';
import { pino, type DestinationStream, type Logger } from 'pino';

const LEVELS: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

const STDERR = { dest: 2, sync: true };

/** One JSON object a line on stderr, so that stdout keeps what people read. */
export function createLog(level: string, destination: DestinationStream = pino.destination(STDERR)): Logger {
  const serializers = { error: whatOfAnError };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers }, destination);
}

/** Its own fields may be anything; as JSON has it, an error is those alone. */
function whatOfAnError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack } = error;
  return { name, message, stack };
}

/**
 * Sends the logs of Temporal's SDK, of workflows and of activities there. Once a process, before any connection. Returns
 * what ends the SDK's own threads, without which the process would stay.
 */
export function forwardSdkLogs(log: Logger): () => Promise<void> {
  const runtime = Runtime.install({
    logger: new DefaultLogger('DEBUG', ({ level, message, meta }) => {
      log[LEVELS[level]](meta ?? {}, message);
    }),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    },
  });
  return () => runtime.shutdown();
}
