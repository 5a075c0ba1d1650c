import { readSpecText, renderPlacedProblems } from '../domain/spec-text.ts';
import type { CheckedSpec } from '../domain/spec.ts';
import { readTextFile } from '../worker/read-text-file.ts';
import { Complaint } from './complaint.ts';
import { EXIT } from './exit-codes.ts';

/** What reads the spec, as it is typed. */
type SpecVerb = 'release' | 'plan' | 'lint' | 'spec';

/** The checked spec of a YAML or JSON file. Throws a Complaint that names each wrong field with its line. */
export async function readSpec(file: string, verb: SpecVerb): Promise<CheckedSpec> {
  const text = await readTextFile(file).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Complaint(
      `the spec cannot be read: ${reason}`,
      EXIT.refused,
      [`name a file: npx pacer ${verb} FILE`],
      cause,
    );
  });
  const read = readSpecText(text, file);
  if (read.kind === 'ok') return read.spec;
  throw new Complaint(
    `the spec is refused${verb === 'release' ? ', nothing was started' : ''}:\n${renderPlacedProblems(read)}`,
    EXIT.refused,
    ['every field, with its unit and default, is in docs/spec.md, or docs/canary.md for a canary'],
  );
}
