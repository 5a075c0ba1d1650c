import type { OutcomeKind } from '../domain/outcome.ts';

/** What the shell is told. A script may rely on these; docs/cli.md and `--help` list them. */
export const EXIT = {
  ok: 0,
  other: 1,
  refused: 2,
  busy: 3,
  rolledBack: 4,
  aborted: 5,
  failed: 6,
  unreachable: 7,
  /** 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'released; or the command did what it says'],
  [EXIT.refused, 'wrong usage, or the spec or a configuration was refused'],
  [EXIT.busy, 'refused: a release of the service is running; or it had to leave the line'],
  [EXIT.rolledBack, 'rolled back: the old version serves as before'],
  [EXIT.aborted, 'aborted by somebody: the old version serves as before'],
  [EXIT.failed, 'failed: somebody has to look'],
  [EXIT.unreachable, 'Temporal or a worker does not answer'],
  [EXIT.interrupted, 'Ctrl-C while watching: the release goes on'],
  [EXIT.other, 'anything else'],
];

export function exitCodeOf(outcome: OutcomeKind): ExitCode {
  switch (outcome) {
    case 'released':
      return EXIT.ok;
    case 'rolled-back':
      return EXIT.rolledBack;
    case 'aborted':
      return EXIT.aborted;
    case 'failed':
      return EXIT.failed;
  }
}
