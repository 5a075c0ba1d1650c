import { EXIT, type ExitCode } from './exit-codes.ts';

/** What is wrong, in one sentence for the person at the terminal, with what to type next. Ends the command. */
export class Complaint extends Error {
  override readonly name = 'Complaint';
  readonly exitCode: ExitCode;
  /** Commands or advice, one line each. */
  readonly next: readonly string[];

  constructor(message: string, exitCode: ExitCode, next: readonly string[] = [], cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
    this.next = next;
  }
}

const START_TEMPORAL = 'start all servers on this machine with: npx pacer local';
const NAME_TEMPORAL = 'or say where Temporal is: TEMPORAL_ADDRESS=host:7233 (docs/cli.md)';

/** By the name of the error, so that knowing it does not mean loading what throws it. */
const KNOWN: Readonly<Record<string, { readonly exitCode: ExitCode; readonly next: readonly string[] }>> = {
  TemporalUnreachable: { exitCode: EXIT.unreachable, next: [START_TEMPORAL, NAME_TEMPORAL] },
  TemporalSettingsWrong: { exitCode: EXIT.refused, next: [] },
  WorkerConfigMissing: {
    exitCode: EXIT.refused,
    next: ['or take the one that npx pacer local writes: npx pacer worker --config .pacer/local/pacer.yaml'],
  },
  EncryptionKeyMissing: { exitCode: EXIT.refused, next: [] },
  EncryptionKeyWrong: { exitCode: EXIT.refused, next: [] },
  WorkerConfigInvalid: {
    exitCode: EXIT.refused,
    next: ['every field, with its unit and default, is in docs/configuration.md'],
  },
};

/** Any error as something to say; never a stack trace. */
export function asComplaint(error: unknown): Complaint {
  if (error instanceof Complaint) return error;
  if (!(error instanceof Error)) return new Complaint(String(error), EXIT.other);
  const known = KNOWN[error.name] ?? { exitCode: EXIT.other, next: [] };
  return new Complaint(error.message, known.exitCode, known.next, error);
}

export function renderComplaint({ message, next }: Complaint): string {
  return [`pacer: ${message}`, ...next.map((it) => `  ${it}`)].join('\n');
}
