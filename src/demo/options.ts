import { Command } from '@commander-js/extra-typings';

export interface DemoOptions {
  /** Release the second version as a canary that its checks judge. */
  readonly canary: boolean;
  /** Release a version that answers 5xx after a while. */
  readonly bad: boolean;
  /** Kill the worker with signal 9 in the middle. */
  readonly killWorker: boolean;
  /** Leave all running until Ctrl-C. */
  readonly keep: boolean;
  /** The summary as one JSON object on the last line. */
  readonly json: boolean;
}

/** Prints help or what is wrong and ends the process when the arguments say so. */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const command = new Command('npm run demo --')
    .description('A service under load goes from blue to green, on real servers, and nothing is left behind.')
    .option('--canary', 'release it as a canary: a share of users that grows, judged by metrics', false)
    .option('--bad', 'release a version that answers 5xx after a while, and see the way back', false)
    .option('--kill-worker', 'kill the worker with signal 9 in the middle, and see the release go on', false)
    .option('--keep', 'leave all running until Ctrl-C', false)
    .option('--json', 'print the summary as one JSON object on the last line', false)
    .allowExcessArguments(false)
    .parse(args, { from: 'user' });
  return command.opts();
}
