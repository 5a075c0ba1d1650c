import type { LocalServer } from '../local/local-server.ts';
import type { LocalStack } from '../local/stack.ts';
import type { DemoOptions } from './options.ts';
import type { Place } from './summary-text.ts';

/** What ran where: processes of this machine, by their ids. */
export function placesOf(stack: LocalStack, worker: LocalServer): readonly Place[] {
  const processOf = (name: string, { pid }: LocalServer, address: string): Place => ({
    what: name,
    where: `${address} (process ${String(pid)})`,
  });
  return [
    stack.temporal
      ? processOf('Temporal', stack.temporal, stack.temporalAddress)
      : { what: 'Temporal', where: `${stack.temporalAddress} (not ours)` },
    processOf('Marathon', stack.marathon, stack.marathonUrl),
    processOf('HAProxy', stack.haproxy, stack.haproxyUrl),
    processOf('Prometheus', stack.prometheus, stack.prometheusUrl),
    processOf('worker', worker, 'task queue pacer'),
    { what: 'files and logs', where: stack.dir },
  ];
}

export function linksOf(stack: LocalStack, workflowId: string): readonly Place[] {
  const errors = 'sum by (app, code) (rate(requests_total[30s]))';
  return [
    ...(stack.temporalUiUrl === undefined
      ? []
      : [
          {
            what: "Temporal's UI",
            where: `${stack.temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`,
          },
        ]),
    { what: "HAProxy's page", where: `${stack.haproxyStatsUrl}/` },
    {
      what: 'Prometheus',
      where: `${stack.prometheusUrl}/graph?g0.expr=${encodeURIComponent(errors)}&g0.tab=0`,
    },
  ];
}

/** Three things to do, without the variant that was just played. */
export function tryNext({ canary, bad, killWorker, keep }: Omit<DemoOptions, 'json'>): readonly string[] {
  const ideas: readonly (readonly [boolean, string, string])[] = [
    [canary && bad, 'npm run demo -- --canary --bad', 'a canary that turns bad, and everybody back at once'],
    [canary, 'npm run demo -- --canary', 'a few users first, then all, judged by metrics'],
    [bad, 'npm run demo -- --bad', 'a version that answers 5xx after a while, and the way back'],
    [killWorker, 'npm run demo -- --kill-worker', 'the worker dies in the middle, and the release goes on'],
    [keep, 'npm run demo -- --keep', 'all of it stays, so that the links above can be opened'],
    [!canary && !bad, 'npm run demo', 'green instead of blue, in batches'],
    [false, 'npx pacer local', 'a DC/OS on this machine; then release examples/shop.yaml by hand'],
  ];
  return ideas
    .filter(([done]) => !done)
    .slice(0, 3)
    .map(([, command, shows]) => `${command.padEnd(31)} ${shows}`);
}
