import { once } from 'node:events';
import { endOnSignal } from '../local/end-on-signal.ts';
import { liveView } from './live-view.ts';
import { startLoad } from './load.ts';
import { readDemoOptions, type DemoOptions } from './options.ts';
import { linksOf, placesOf, tryNext } from './places.ts';
import { plainView } from './plain-view.ts';
import { play } from './play.ts';
import { versionsShown } from './specs.ts';
import { openStage, type Stage } from './stage.ts';
import { summaryText } from './summary-text.ts';
import { summarize } from './summary.ts';
import type { View } from './view.ts';

const options = readDemoOptions(process.argv.slice(2));
const stage = await openStage();
const forgetSignals = endOnSignal(stage.clear);
try {
  process.exitCode = await demo(stage, options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stage.clear();
  forgetSignals();
}

/** The exit code: 0 when all went as it was meant to and no request failed but by the bad version's own word. */
async function demo(stage: Stage, options: DemoOptions): Promise<number> {
  const { stack, worker, workflowId, outcome, load } = await play(stage, viewFor(options), options);
  const summary = summarize(outcome, load, options.bad ? versionsShown.second : undefined);
  if (!options.json) {
    const { failures } = load;
    const links = linksOf(stack, workflowId);
    console.log(
      summaryText({ summary, failures, links, places: placesOf(stack, worker), tryNext: tryNext(options) }),
    );
  }
  // Where it stays, its figures do not wait for Ctrl-C; elsewhere they are the last line of all.
  if (options.keep) {
    if (options.json) console.log(JSON.stringify(summary));
    await keepUntilTold(stage, stack.haproxyUrl);
  } else if (!options.json)
    console.log('Ending what was started; with "-- --keep" it stays, and the links work');
  await stage.clear();
  if (options.json && !options.keep) console.log(JSON.stringify(summary));
  return summary.good ? 0 : 1;
}

/** Users go on coming, so that there is something to see. */
async function keepUntilTold(stage: Stage, url: string): Promise<void> {
  forgetSignals();
  const told = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
  console.error('All of it runs until Ctrl-C');
  const load = await startLoad({ url, ratePerSecond: 20 });
  stage.endLater(load.stop);
  await told;
}

/** With --json the standard output is left to the summary. */
function viewFor({ json }: DemoOptions): View {
  if (json)
    return plainView((line) => {
      console.error(line);
    });
  if (process.stdout.isTTY) return liveView(process.stdout);
  return plainView((line) => {
    console.log(line);
  });
}
