import { renderProblem, type Problem } from '../domain/problem.ts';

/** Thrown when there is no configuration file where one is looked for, and none of it in the environment. */
export class WorkerConfigMissing extends Error {
  override readonly name = 'WorkerConfigMissing';

  constructor(places: readonly string[]) {
    super(
      `no worker configuration in ${places.join(', ')}. Write one as docs/configuration.md shows, or name it in PACER_CONFIG`,
    );
  }
}

/** Thrown when the configuration is there and wrong. The values of secrets are not in it. */
export class WorkerConfigInvalid extends Error {
  override readonly name = 'WorkerConfigInvalid';
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    super(`worker configuration ${source}:\n${problems.map((it) => `  ${renderProblem(it)}`).join('\n')}`);
    this.problems = problems;
  }
}
