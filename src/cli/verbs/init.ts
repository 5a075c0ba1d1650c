import { Command, Option } from '@commander-js/extra-typings';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Complaint } from '../complaint.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { named } from '../named.ts';
import type { SpecFacts } from '../init/init-spec.ts';

const STDOUT = '-';

export function initVerb() {
  return new Command('init')
    .summary('write a first spec from an app that runs')
    .description(
      'Writes a first spec from an app that runs on Marathon, whoever created it: its definition as it is, and every section\n' +
        'that a spec may have, with what it is for. What looks like a secret is left out and listed. Changes nothing in\n' +
        'Marathon.',
    )
    .argument('<app>', 'id of the app, such as /shop')
    .option('-o, --output <file>', 'the file to write, or "-" for stdout (default: SERVICE.yaml)')
    .option('-f, --force', 'overwrite a file that is there')
    .addOption(
      new Option('--procedure <name>', 'how it is to be released')
        .choices(['blue-green', 'canary'] as const)
        .default('blue-green' as const),
    )
    .option('--service <name>', 'name of the service (default: from the id of the app)', named)
    .addOption(
      new Option('--target <name>', 'the target it runs on (default: the only one, or "local")')
        .env('PACER_TARGET')
        .argParser(named),
    )
    .option('--marathon <url>', 'read from this Marathon, instead of that of the target')
    .option(
      '--config <file>',
      "the worker's configuration, for the target (default: $PACER_CONFIG, ./pacer.yaml, ~/.config/pacer/pacer.yaml)",
    )
    .option('--json', 'answer with one JSON object: the file, what was left out, what to mind')
    .addHelpText(
      'after',
      examples([
        'npx pacer init /shop',
        'npx pacer init /prod/shop --service shop --procedure canary --output shop-canary.yaml',
        'npx pacer init /shop --marathon http://127.0.0.1:8080 --output -',
      ]),
    )
    .action(
      async (app, { output, force = false, procedure, service, target, marathon, config, json = false }) => {
        const env = config === undefined ? process.env : { ...process.env, PACER_CONFIG: resolve(config) };
        const { initSpec } = await import('../init/init-spec.ts');
        const { placeOf, readRunningApp } = await import('../init/read-app.ts');
        const place = await placeOf({ target, marathon, env });
        const wanted = { target: place.target, procedure, service };
        const { text, facts } = initSpec(await readRunningApp(place, app), wanted);
        const file = output ?? `${facts.service}.yaml`;
        if (file === STDOUT) process.stdout.write(text);
        else await write(file, text, force);
        // With the spec itself on stdout there is no place for anything else there.
        const answer = file === STDOUT ? process.stderr : process.stdout;
        answer.write(json ? `${JSON.stringify({ file, ...facts })}\n` : `${written(file, facts)}\n`);
      },
    );
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST')
      throw new Complaint(`the spec cannot be written: ${message}`, EXIT.other, [], cause);
    throw new Complaint(`${file} is there already, nothing was written`, EXIT.refused, [
      'write to another file with --output FILE, or over it with --force',
    ]);
  }
}

function written(file: string, { service, target, from, leftOut, mind, problems }: SpecFacts): string {
  const shown = file === STDOUT ? 'FILE' : file;
  return [
    `${file === STDOUT ? 'a' : `wrote ${file}: a`} spec of "${service}" for target "${target}", from the app ${from}`,
    ...leftOut.map((it) => `  fill in, it was left out as a secret: ${it}`),
    ...mind.map((it) => `  mind: ${it}`),
    ...problems.map((it) => `  correct: ${it}`),
    `  see what it comes to:  npx pacer lint ${shown}`,
    `  HAProxy's part of it:  npx pacer haproxy-config ${service}`,
    `  release it:            npx pacer release ${shown} --watch`,
  ].join('\n');
}
