import { Command, Option } from '@commander-js/extra-typings';
import { resolve } from 'node:path';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { examples } from '../examples.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export function workerVerb() {
  return new Command('worker')
    .summary('run a worker: the process that carries releases out')
    .description(
      'Runs a worker: the process that carries releases out. It needs a Temporal server and a configuration file with\n' +
        'the targets to deliver to (docs/configuration.md). Run as many as you like; a release survives the end of any.',
    )
    .option(
      '--config <file>',
      'its configuration (default: $PACER_CONFIG, ./pacer.yaml, ~/.config/pacer/pacer.yaml)',
    )
    .addOption(
      new Option('--log-level <level>', 'how much to log, as JSON lines on stderr')
        .choices(LOG_LEVELS)
        .env('PACER_LOG_LEVEL')
        .default('info' as const),
    )
    .addHelpText('after', examples(['npx pacer worker --config .pacer/local/pacer.yaml']))
    .action(async ({ config, logLevel }) => {
      const { createLog, forwardSdkLogs } = await import('../../worker/log.ts');
      const { startWorker } = await import('../../worker/run.ts');
      const endSdk = forwardSdkLogs(createLog(logLevel));
      try {
        const env = config === undefined ? process.env : { ...process.env, PACER_CONFIG: resolve(config) };
        const worker = await startWorker({ env });
        process.stdout.write(
          `worker ready: task queue ${worker.taskQueue}, targets ${worker.targets.join(', ') || 'none'}\n`,
        );
        await worker.ended.catch((cause: unknown) => {
          throw stopped(cause);
        });
      } finally {
        await endSdk();
      }
    });
}

function stopped(cause: unknown): Complaint {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const next = ['start it again with: npx pacer worker'];
  return new Complaint(`the worker cannot go on: ${reason}`, EXIT.unreachable, next, cause);
}
