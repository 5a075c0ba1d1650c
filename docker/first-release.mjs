/** Releases a spec file, unless a version of its service runs already: a second `docker compose up` changes nothing. */
import { spawnSync } from 'node:child_process';

const [, , file] = process.argv;
const response = await fetch('http://127.0.0.1:8080/v2/apps?label=PACER_SERVICE', {
  signal: AbortSignal.timeout(10_000),
});
const { apps } = await response.json();
if (apps.length > 0) {
  console.log(`${apps.map(({ id }) => id).join(', ')} runs already: nothing to release`);
} else {
  const { status } = spawnSync(process.execPath, ['bin/pacer.mjs', 'release', file, '--watch'], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
