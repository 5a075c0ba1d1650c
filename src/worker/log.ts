import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

const LEVELS: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** One JSON object a line on stderr, so that stdout keeps what people read. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
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
