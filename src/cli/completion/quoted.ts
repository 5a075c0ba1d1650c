/** A text as one word of bash or zsh, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same of fish, which takes a backslash between quotes for an escape. */
export function quotedInFish(text: string): string {
  return quoted(text.replaceAll('\\', '\\\\'));
}
