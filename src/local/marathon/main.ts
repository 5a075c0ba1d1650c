import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { parseDurationMs } from '../../domain/duration.ts';
import { startLocalMarathon, type LocalMarathon, type LocalMarathonOptions } from './server.ts';

const flags = new Command('marathon')
  .description('A Marathon for one machine, whose tasks are real processes.')
  .option('--port <number>', 'port to listen on; 0 for any free one', wholeNumber, 8080)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--state-dir <directory>', 'where its state and the sandboxes of its tasks are', '.pacer/marathon')
  .option('--launch-delay <duration>', 'stands for the wait for offers, such as 500ms', duration, 0)
  .option('--basic-auth <user:password>', 'ask for these credentials (or MARATHON_BASIC_AUTH)')
  .option('--path-prefix <path>', 'serve below this path, such as /service/marathon', '')
  .option('--keep-tasks', 'leave the tasks running when it ends', false)
  .parse()
  .opts();

const credentials = flags.basicAuth ?? process.env['MARATHON_BASIC_AUTH'];
const [user = '', ...password] = credentials?.split(':') ?? [];
const marathon = await startOrExit({
  port: flags.port,
  host: flags.host,
  stateDir: flags.stateDir,
  launchDelayMs: flags.launchDelay,
  pathPrefix: flags.pathPrefix,
  die: () => process.kill(process.pid, 'SIGKILL'),
  ...(credentials !== undefined && { basicAuth: { user, password: password.join(':') } }),
});
process.stdout.write(`${marathon.url}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void marathon.stop({ keepTasks: flags.keepTasks }).then(() => process.exit(0));
  });
}

async function startOrExit(options: LocalMarathonOptions): Promise<LocalMarathon> {
  try {
    return await startLocalMarathon(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('must be a whole number.');
}

function duration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('must be a duration with a unit, such as 500ms or 3s.');
}
