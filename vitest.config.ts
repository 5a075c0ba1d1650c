import { defineConfig } from 'vitest/config';

// Where CI runs without one, a configuration that a test writes would be refused as everybody's.
process.umask(0o022);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/servers/obtain.ts'],
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', 'json'],
    outputFile: { json: '.pacer/test-results.json' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
