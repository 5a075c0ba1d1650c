/** What tests and demonstrations can let happen to this Marathon, as it happens to real ones. */
export class Accidents {
  readonly #die: (() => void) | undefined;
  #isArmed = false;

  /** `die`: ends the process at once. Absent: the leader of this server cannot be lost. */
  constructor(die: (() => void) | undefined) {
    this.#die = die;
  }

  get canDie(): boolean {
    return this.#die !== undefined;
  }

  /** The leader is lost in the middle of the next change: its deployment has begun, and the change is not stored. */
  loseLeaderBeforeStore(): void {
    this.#isArmed = true;
  }

  beforeStore(): void {
    if (this.#isArmed) this.#die?.();
  }
}
