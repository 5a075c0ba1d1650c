import { Command } from '@commander-js/extra-typings';
import { examples } from '../examples.ts';
import { withTemporal } from '../temporal/connect.ts';
import { ATTRIBUTE_NAMES, createAttributes } from '../temporal/search-attributes.ts';

export function setupVerb() {
  return new Command('setup')
    .summary("create Pacer's search attributes in Temporal; optional, once a namespace")
    .description(
      "Creates Pacer's search attributes in a namespace of Temporal, so that releases can be searched for by service, target,\n" +
        'procedure and outcome, in its UI too. Optional: everything else works without. Creates what is missing only.',
    )
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      examples([
        'npx pacer setup',
        `temporal workflow list --query 'PacerService = "shop" AND PacerOutcome = "rolled-back"'`,
      ]),
    )
    .action(async ({ json = false }) => {
      const { created, namespace } = await withTemporal(async (temporal) => ({
        created: await createAttributes(temporal),
        namespace: temporal.settings.namespace,
      }));
      process.stdout.write(
        json
          ? `${JSON.stringify({ namespace, created, searchAttributes: ATTRIBUTE_NAMES })}\n`
          : `${said(created, namespace)}\n`,
      );
    });
}

function said(created: readonly string[], namespace: string): string {
  const where = `namespace "${namespace}"`;
  if (created.length === 0)
    return `${where} has all search attributes already: ${ATTRIBUTE_NAMES.join(', ')}`;
  return [
    `created in ${where}: ${created.join(', ')}`,
    '  releases that npx pacer release starts from now on have them',
    `  search, in Temporal's UI too: temporal workflow list --query 'PacerOutcome = "rolled-back"'`,
  ].join('\n');
}
