/** The direction of dependencies, as docs/decisions/0001-layers.md tells it. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'A cycle hides who depends on whom.', {}, { circular: true }),
    forbid(
      'domain-is-pure',
      'The domain imports the domain only (zod for definitions).',
      { path: '^src/domain/' },
      { pathNot: ['^src/domain/', 'node_modules/(zod|fastest-levenshtein|microdiff|ms|yaml)/'] },
    ),
    forbid(
      'workflows-are-deterministic',
      'Workflows use the domain and types of activities.',
      { path: '^workflows/' },
      { pathNot: ['^workflows/', '^src/domain/', '^activities/', '@temporalio/(workflow|common)'] },
    ),
    forbid(
      'workflows-take-types-of-activities',
      'An activity is called through its proxy.',
      { path: '^workflows/' },
      { path: '^activities/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'activities-are-thin',
      'Activities use clients and the domain.',
      { path: '^activities/' },
      { path: '^(src/(worker|cli|local|servers|demo)|workflows)/' },
    ),
    forbid(
      'clients-know-one-system',
      'Clients use the domain only.',
      { path: '^src/clients/' },
      { path: '^(src/(worker|cli|local|servers|demo)|workflows|activities)/' },
    ),
    forbid(
      'axios-lives-in-clients',
      'HTTP goes out through a client.',
      { path: '^(src/(?!clients/)|workflows|activities)' },
      { path: 'node_modules/axios/' },
    ),
    forbid(
      'cli-knows-messages-only',
      'The CLI talks to workflows by their messages.',
      { path: '^src/cli/' },
      { path: '^workflows/', pathNot: '^workflows/messages' },
    ),
    forbid(
      'product-does-not-know-tests',
      'Nothing of the product imports a test.',
      { path: '^(src|workflows|activities)/' },
      { path: '^test/' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
