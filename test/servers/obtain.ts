import { findBinary, ServerMissing, type BinaryName } from '../../src/servers/binaries.ts';
import { needs } from '../../src/servers/needs.ts';

/** Once before all tests, so that they do not wait for installations in the middle. */
export default async function obtain(): Promise<void> {
  const { required, optional } = needs('tests');
  await Promise.all(required.map(findBinary));
  await Promise.all(optional.map(sayWhenMissing));
}

async function sayWhenMissing(name: BinaryName): Promise<void> {
  try {
    await findBinary(name);
  } catch (error) {
    if (!(error instanceof ServerMissing)) throw error;
    process.stderr.write(`tests that need it are skipped: ${error.message}\n`);
  }
}
