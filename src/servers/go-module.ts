import { execa } from 'execa';
import type { Unpacked } from './cache.ts';
import type { GoSource } from './catalogue.ts';

/** About two minutes on two free cores with nothing downloaded yet. */
const BUILD_TIMEOUT_MS = 12 * 60_000;

/** Compiles a Go module's program into `directory`. Throws what Go said. */
export async function buildGoModule(source: GoSource, directory: string): Promise<Unpacked> {
  await execa('go', ['install', '-ldflags', source.ldflags, `${source.project}@v${source.version}`], {
    cwd: directory,
    env: { CGO_ENABLED: '0', GOBIN: directory, GOFLAGS: '' },
    stdin: 'ignore',
    timeout: BUILD_TIMEOUT_MS,
  });
  return { binary: source.binary, from: `Go module ${source.project} ${source.version}` };
}
