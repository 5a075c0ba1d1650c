import { condition } from '@temporalio/workflow';
import type { Cause } from '../src/domain/outcome.ts';

/** What a background analysis could not decide: the release stops before its next step, and a person does. */
export class OpenVerdict {
  #question: { readonly cause: Cause; readonly open: readonly string[] } | undefined;
  readonly #accepted = new Set<string>();
  #measuresAnew = false;

  /** Why a person is needed; undefined when nobody is. */
  get cause(): Cause | undefined {
    return this.#question?.cause;
  }

  /** Names of checks that somebody has said are good enough as they are: nobody is asked about them again. */
  get accepted(): readonly string[] {
    return [...this.#accepted];
  }

  accept(names: readonly string[]): void {
    for (const name of names) this.#accepted.add(name);
  }

  /** Returns once a person has answered about the checks that are open. */
  async decided(cause: Cause, open: readonly string[]): Promise<'resume' | 'promote'> {
    this.#question = { cause, open };
    await condition(() => this.#question === undefined);
    return this.#measuresAnew ? 'resume' : 'promote';
  }

  answer(answer: 'resume' | 'promote'): void {
    if (answer === 'promote') this.accept(this.#question?.open ?? []);
    this.#measuresAnew = answer === 'resume';
    this.#question = undefined;
  }
}
