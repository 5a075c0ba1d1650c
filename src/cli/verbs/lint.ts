import { Command } from '@commander-js/extra-typings';
import { Complaint } from '../complaint.ts';
import { examples } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { askAboutQueries } from '../lint/ask-prometheus.ts';
import { expand } from '../lint/expand.ts';
import { renderExpansion } from '../lint/render.ts';
import { readSpec } from '../read-spec.ts';

export function lintVerb() {
  return new Command('lint')
    .summary('check a spec and show what it comes to')
    .description(
      'Checks a spec of either procedure (docs/spec.md, docs/canary.md) and shows what it comes to: each step with the tasks\n' +
        'it needs, each check with its queries and limits. Asks the Prometheus of the target whether it understands the\n' +
        'queries, when there is a worker configuration that says where it is. Starts and changes nothing.',
    )
    .argument('<file>', 'the spec')
    .option(
      '--config <file>',
      "the worker's configuration (default: $PACER_CONFIG, ./pacer.yaml, ~/.config/pacer/pacer.yaml)",
    )
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      examples([
        'npx pacer lint examples/canary.yaml',
        'npx pacer lint examples/canary.yaml --config .pacer/local/pacer.yaml --json',
      ]),
    )
    .action(async (file, { config, json = false }) => {
      const expansion = expand(await readSpec(file, 'lint'));
      const queries = await askAboutQueries(expansion, config, process.env);
      if (queries.kind === 'refused') throw refused(queries.problems);
      process.stdout.write(
        json ? `${JSON.stringify({ ...expansion, queries })}\n` : renderExpansion(expansion, queries),
      );
    });
}

function refused(problems: readonly string[]): Complaint {
  return new Complaint(`the spec is refused:\n${problems.join('\n')}`, EXIT.refused, [
    'try a query on its own in the web page of Prometheus',
  ]);
}
