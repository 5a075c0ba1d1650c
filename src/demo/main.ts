import { endOnSignal, onEndingSignal } from '../local/end-on-signal.ts';
import { liveView } from './live-view.ts';
import { startLoad } from './load.ts';
import { readDemoOptions, type DemoOptions } from './options.ts';
import { pageOf } from './page.ts';
import { plainView } from './plain-view.ts';
import { play } from './play.ts';
import { versionsShown } from './specs.ts';
import { onStage, openStage, type Stage } from './stage.ts';
import { summaryText } from './summary-text.ts';
import { summarize } from './summary.ts';
import type { View } from './view.ts';

const options = readDemoOptions(process.argv.slice(2));
const stage = await openStage();
const forgetSignals = endOnSignal(stage.clear);
try {
  process.exitCode = await demo(stage, options);
} catch (error) {
  if (!stage.over.aborted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stage.clear();
}
process.exit();

/** The exit code: 0 when all went as it was meant to and no request failed but by the bad version's own word. */
async function demo(stage: Stage, options: DemoOptions): Promise<number> {
  const played = await play(stage, viewFor(options), options);
  const { stack } = played;
  const { outcome, load, canary } = played;
  const summary = summarize(outcome, load, options.bad ? versionsShown.second : undefined, canary);
  if (!options.json) console.log(summaryText(pageOf(played, summary, options)));
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

/** Users go on coming, so that there is something to see. Ends as if it had ended by itself. */
async function keepUntilTold(stage: Stage, url: string): Promise<void> {
  forgetSignals();
  const told = new Promise<void>((resolve) => {
    onEndingSignal(() => {
      resolve();
    });
  });
  console.error('All of it runs until Ctrl-C');
  await onStage(stage, startLoad({ url, ratePerSecond: 20 }), (it) => it.stop());
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
