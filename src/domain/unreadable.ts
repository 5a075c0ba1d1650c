const WHY = 'pacer/unreadable';

/** Stands in a workflow for something that was sent to it and that nobody here can read. */
export interface Unreadable {
  readonly [WHY]: string;
  /** It is encrypted: whoever has the key can read it, so that this is not the same for ever. */
  readonly sealed?: true;
}

const LONGEST_WHY = 300;

export function unreadable(why: string, { sealed = false } = {}): Unreadable {
  return { [WHY]: why.slice(0, LONGEST_WHY), ...(sealed && { sealed: true }) };
}

/** The first of these values that could not be read. */
export function unreadableIn(values: readonly unknown[]): Unreadable | undefined {
  return values.find(isUnreadable);
}

/** `its encoding "json/protobuf" is not known here`. */
export function whyUnreadable(it: Unreadable): string {
  return it[WHY];
}

export function isUnreadable(it: unknown): it is Unreadable {
  return (
    typeof it === 'object' &&
    it !== null &&
    Object.hasOwn(it, WHY) &&
    typeof (it as Unreadable)[WHY] === 'string'
  );
}

const DEEPEST = 100;

/** Whether a value has more levels than anything that is meant: what walks through it would run out of stack. */
export function isNestedTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((it) => (isBranch(it) ? (Object.values(it) as unknown[]) : []));
  }
  return false;
}

function isBranch(it: unknown): it is object {
  return typeof it === 'object' && it !== null && !ArrayBuffer.isView(it);
}
