import { Command } from '@commander-js/extra-typings';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';

export function doctorVerb() {
  return new Command('doctor')
    .summary('show which servers and tools are used here, or what to install')
    .description(
      'Shows, for each server and tool that Pacer runs on, which one is used here, with version and path, or what to\n' +
        'install. Installs and changes nothing.',
    )
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', examples(['npx pacer doctor']))
    .action(async ({ json = false }) => {
      const { runDoctor } = await import('../../servers/doctor.ts');
      process.exitCode = (await runDoctor({ json })) === 0 ? EXIT.ok : EXIT.other;
    });
}
