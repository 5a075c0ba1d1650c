import { condition } from '@temporalio/workflow';
import type { AnalysisInput } from '../activities/index.ts';
import type { Cause } from '../src/domain/outcome.ts';

/** What a background analysis could not decide: the release stops before its next step, and a person does. */
export class OpenVerdict {
  #cause: Cause | undefined;
  #accepted = false;
  #take: () => void = () => undefined;

  /** Why a person is needed; undefined when nobody is. */
  get cause(): Cause | undefined {
    return this.#cause;
  }

  /** Whoever has said that it is good enough is not asked about it again. */
  get accepted(): Pick<AnalysisInput, 'acceptInconclusive'> {
    return this.#accepted ? { acceptInconclusive: true } : {};
  }

  /** Returns once a person has answered. */
  async decided(cause: Cause): Promise<void> {
    let decided = false;
    this.#take = () => {
      decided = true;
    };
    this.#cause = cause;
    await condition(() => decided);
  }

  answer(answer: 'resume' | 'promote'): void {
    this.#cause = undefined;
    this.#accepted ||= answer === 'promote';
    this.#take();
  }
}
