// Prints `N passed, N failed[, N skipped]` of vitest's JSON report; ends with 1 when a test failed or none passed.
import { existsSync, readFileSync } from 'node:fs';

const [, , file] = process.argv;
const { passed, failed, skipped } = existsSync(file)
  ? count(JSON.parse(readFileSync(file, 'utf8')))
  : { passed: 0, failed: 1, skipped: 0 };
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function count(report) {
  // A file that could not be loaded has no tests to count: it counts as one that failed.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
