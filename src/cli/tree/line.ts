/** How a line is to be coloured. A line has one tone, so that its length never depends on colours. */
export type Tone = 'plain' | 'strong' | 'faint' | 'good' | 'bad' | 'busy';

export interface Line {
  readonly text: string;
  readonly tone: Tone;
}

export function line(text: string, tone: Tone = 'plain'): Line {
  return { text, tone };
}

export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** `left` at the left and `right` at the right edge; `left` gives way. */
export function spread(left: string, right: string, width: number): string {
  if (right === '') return clip(left, width);
  const room = Math.max(0, width - right.length - 2);
  return `${clip(left, room).padEnd(room)}  ${right}`;
}

/** Breaks at spaces, so that nothing of a sentence is lost. A word longer than the width stays whole. */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(/\s+/)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && indent.length + longer.length > width) {
      lines.push(indent + current);
      current = word;
    } else current = longer;
  }
  return [...lines, indent + current];
}
