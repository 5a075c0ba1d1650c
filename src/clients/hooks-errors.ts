/** A notice was not taken, or a question not answered. Safe to repeat, and may go well then. */
export class NoticeNotTaken extends Error {
  override readonly name = 'NoticeNotTaken';
  /** When the receiver wants to be asked again. */
  readonly retryAfterMs: number | undefined;

  constructor(contact: string, what: string, retryAfterMs?: number) {
    super(`"${contact}" ${what}. Check it, and its entry under notifications in the worker's configuration`);
    this.retryAfterMs = retryAfterMs;
  }
}
