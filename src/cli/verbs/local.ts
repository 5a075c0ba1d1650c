import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { once } from 'node:events';
import { relative } from 'node:path';
import { parseDurationMs } from '../../domain/duration.ts';
import type { LocalStack } from '../../local/stack.ts';
import { examples } from '../examples.ts';

export function localVerb() {
  return new Command('local')
    .summary('run a small DC/OS on this machine: Temporal, Marathon, HAProxy, Prometheus')
    .description(
      'Runs a small DC/OS on this machine, for trying and developing: Temporal, a Marathon whose tasks are processes,\n' +
        'HAProxy and Prometheus. Installs what is missing. Runs until Ctrl-C and ends everything it started. It listens on\n' +
        'loopback only, unless --host says otherwise. Run a worker beside it.',
    )
    .option('--dir <path>', 'where its files go', '.pacer/local')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--service <name...>', 'services that HAProxy has an entry for', ['shop'])
    .option(
      '--launch-delay <duration>',
      'how long Marathon lets an instance wait for its offer',
      asDurationMs,
      0,
    )
    .option('--any-ports', 'take free ports instead of the well-known ones')
    .addHelpText(
      'after',
      examples(['npx pacer local', 'npx pacer local --service shop cart --launch-delay 3s']),
    )
    .action(async ({ dir, host, service, launchDelay, anyPorts = false }) => {
      const { startLocalStack } = await import('../../local/stack.ts');
      const stack = await startLocalStack({
        dir,
        host,
        services: service,
        launchDelayMs: launchDelay,
        ...(anyPorts ? { ports: 'any' as const } : {}),
      });
      try {
        process.stdout.write(`${welcome(stack)}\n`);
        await firstSignal();
        process.stdout.write('ending what was started\n');
      } finally {
        await stack.stop();
      }
    });
}

function welcome(stack: LocalStack): string {
  const users = Object.entries(stack.serviceUrls).map(
    ([service, url]) => [`users of ${service}`, url] as const,
  );
  const addresses = [
    ['Temporal', stack.temporalAddress],
    ...(stack.temporalUiUrl === undefined ? [] : [["Temporal's UI", stack.temporalUiUrl] as const]),
    ['Marathon', stack.marathonUrl],
    ['HAProxy', stack.haproxyStatsUrl],
    ['Prometheus', stack.prometheusUrl],
    ...users,
  ] as const;
  return [
    ...addresses.map(([name, address]) => `${name.padEnd(16)} ${address}`),
    '',
    'Next, each in a terminal of its own:',
    `  ${environment(stack)}npx pacer worker --config ${relative('.', stack.configFile)}`,
    `  ${environment(stack)}npx pacer release examples/shop.yaml --watch`,
    'Ctrl-C here ends all of it.',
  ].join('\n');
}

/** Needed where Temporal is not where everybody looks for it. */
function environment({ temporalAddress }: LocalStack): string {
  const present = process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233';
  return temporalAddress === present ? '' : `TEMPORAL_ADDRESS=${temporalAddress} `;
}

/** The first of SIGINT, SIGTERM and SIGHUP; a second one ends the process at once, and its servers with it. */
async function firstSignal(): Promise<void> {
  const keepAlive = setInterval(() => undefined, 60_000);
  const gone = new AbortController();
  const { signal } = gone;
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => once(process, name, { signal }))).finally(
    () => {
      clearInterval(keepAlive);
    },
  );
  gone.abort();
}

function asDurationMs(text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs === undefined)
    throw new InvalidArgumentError('It must be a duration with a unit, such as "3s".');
  return durationMs;
}
