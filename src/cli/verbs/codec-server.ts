import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { once } from 'node:events';
import type { Secret } from '../../clients/secret.ts';
import { renderProblems, type Problem } from '../../domain/problem.ts';
import { Complaint } from '../complaint.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';

const DEFAULT_PORT = 8088;
const HOST = '127.0.0.1';

export function codecServerVerb() {
  return new Command('codec-server')
    .summary('let temporal, tctl and the web interface read what is encrypted')
    .description(
      "Serves Temporal's codec protocol with the keys of the configuration (docs/configuration.md), so that `temporal`,\n" +
        'tctl and the web interface show and send what is encrypted. Whoever reaches it can read everything, unless it has a\n' +
        'token: it listens on loopback only, and answers web pages from the given origins only. Runs until Ctrl-C.',
    )
    .option('--port <number>', 'port on loopback; 0: any that is free', asPort, DEFAULT_PORT)
    .option(
      '--origin <origin...>',
      'address of a web interface that may ask, such as http://127.0.0.1:8233',
      [],
    )
    .option(
      '--token-file <path>',
      'answer only those who send the token in it, as "authorization: Bearer ..."',
    )
    .addHelpText(
      'after',
      examples([
        'npx pacer codec-server --origin http://127.0.0.1:8233',
        `temporal workflow show --workflow-id shop-42 --codec-endpoint http://${HOST}:${DEFAULT_PORT}`,
      ]),
    )
    .action(async ({ port, origin, tokenFile }) => {
      const { createCodecServer } = await import('../../codec/server.ts');
      const { createPayloadCodec } = await import('../../codec/payload-codec.ts');
      const { loadKeyring } = await import('../../worker/config-encryption.ts');
      const keys = await loadKeyring();
      if (keys.length === 0) throw withoutKeys();
      const token = tokenFile === undefined ? undefined : await tokenIn(tokenFile);
      const server = createCodecServer(createPayloadCodec(keys), origin, token);
      try {
        const address = await server.listen({ host: HOST, port }).catch((cause: unknown) => {
          throw new Complaint(
            `it cannot listen: ${String(cause)}`,
            EXIT.other,
            ['choose another --port'],
            cause,
          );
        });
        process.stdout.write(
          `codec server ready: ${address}, keys ${keys.map(({ name }) => name).join(', ')}\n`,
        );
        await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => once(process, name)));
      } finally {
        await server.close();
      }
    });
}

async function tokenIn(file: string): Promise<Secret> {
  const { readSecret } = await import('../../worker/config-secrets.ts');
  const problems: Problem[] = [];
  const sources = { env: process.env, dir: process.cwd(), problems };
  const token = await readSecret({ file }, ['--token-file'], sources);
  if (token !== undefined) return token;
  throw new Complaint(renderProblems(problems), EXIT.refused, [
    'make one by: (umask 077; openssl rand -hex 32 > codec-token)',
  ]);
}

function withoutKeys(): Complaint {
  return new Complaint('there is no key: nothing is encrypted', EXIT.refused, [
    'name keys under encryption.keys in the configuration (docs/configuration.md), and the file in PACER_CONFIG',
  ]);
}

function asPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return port;
}
