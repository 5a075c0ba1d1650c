import { condition } from '@temporalio/workflow';
import type { Cause } from '../src/domain/outcome.ts';

type Answer = 'resume' | 'promote';

/** What a background analysis could not decide: the release stops before its next step, and a person does. */
export class OpenVerdict {
  #cause: Cause | undefined;
  #take: (answer: Answer) => void = () => undefined;

  /** Why a person is needed; undefined when nobody is. */
  get cause(): Cause | undefined {
    return this.#cause;
  }

  /** Returns once a person has answered. */
  async decided(cause: Cause): Promise<Answer> {
    const answers: Answer[] = [];
    this.#take = (answer) => {
      answers.push(answer);
    };
    this.#cause = cause;
    await condition(() => answers.length > 0);
    return answers[0] ?? 'resume';
  }

  answer(answer: Answer): void {
    this.#cause = undefined;
    this.#take(answer);
  }
}
