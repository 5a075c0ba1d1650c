import { findBinary, ServerMissing, type BinaryName } from './binaries.ts';
import { needs, type Purpose } from './needs.ts';

/** Installs what the demo or the tests need; says what is missing and ends with 1 when they cannot go without it. */
async function prepare(purpose: Purpose): Promise<void> {
  const { required, optional } = needs(purpose);
  const missing = await Promise.all(
    [...required, ...optional].map(async (name) => ({ name, why: await obtain(name) })),
  );
  for (const { name, why } of missing) {
    if (why === undefined) continue;
    process.stderr.write(`${why}\n`);
    if (required.includes(name)) process.exitCode = 1;
  }
}

async function obtain(name: BinaryName): Promise<string | undefined> {
  try {
    await findBinary(name);
    return undefined;
  } catch (error) {
    if (error instanceof ServerMissing) return error.message;
    throw error;
  }
}

await prepare(process.argv[2] === 'tests' ? 'tests' : 'demo');
