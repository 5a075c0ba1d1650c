/** The end of a verb's help: what to type, as it would be typed. */
export function examples(lines: readonly string[]): string {
  return `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((it) => `  $ ${it}`).join('\n')}\n`;
}
