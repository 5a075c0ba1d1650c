import { didYouMean } from './did-you-mean.ts';
import type { Procedure } from './status.ts';

/** The words for places in one procedure; a number stands for any from 1. */
interface Words {
  readonly name: string;
  readonly part: 'batch' | 'step';
  readonly parts: 'batches' | 'steps';
  readonly old: 'blue' | 'stable';
  readonly points: readonly string[];
  /** What has no end of its own to stop after. */
  readonly onlyBefore: readonly string[];
}

const BLUE_GREEN: Words = {
  name: 'a blue-green release',
  part: 'batch',
  parts: 'batches',
  old: 'blue',
  points: ['launch', 'batch 1', 'bake'],
  onlyBefore: ['traffic', 'batches', 'promotion', 'retire-blue', 'remove-blue'],
};

const CANARY: Words = {
  name: 'a canary',
  part: 'step',
  parts: 'steps',
  old: 'stable',
  points: ['launch', 'step 1', 'bake'],
  onlyBefore: ['traffic', 'steps', 'promotion', 'retire-stable', 'remove-stable'],
};

/** What to do about a text that is no place of the procedure, as the rest of a sentence that begins with it. */
export function remedyOfPlace(written: unknown, procedure: Procedure): string {
  const { points, onlyBefore } = wordsOf(procedure);
  return remedyFor(String(written), procedure, [...points, ...onlyBefore], 'must be a place');
}

/** The same of a text that is no point to stop after. */
export function remedyOfPoint(written: unknown, procedure: Procedure): string {
  const { points, onlyBefore } = wordsOf(procedure);
  const text = String(written);
  return onlyBefore.includes(text)
    ? `is no point to stop after: name ${oneOf(points)}, or have a gate before: ${text}`
    : remedyFor(text, procedure, points, 'must be a point to stop after');
}

function wordsOf(procedure: Procedure): Words {
  return procedure === 'canary' ? CANARY : BLUE_GREEN;
}

function remedyFor(text: string, procedure: Procedure, known: readonly string[], demand: string): string {
  const [own, other] = procedure === 'canary' ? [CANARY, BLUE_GREEN] : [BLUE_GREEN, CANARY];
  const right = translated(text, other, own);
  if (right !== undefined) return `belongs to ${other.name}: in ${own.name} say "${right}"`;
  if (new RegExp(`^${own.part} 0+$`).test(text)) return `counts from 1: the first is "${own.part} 1"`;
  const number = new RegExp(`^${own.part}\\W*([1-9]\\d{0,3})$`, 'i').exec(text)?.[1];
  const meant = number === undefined ? known : [`${own.part} ${number}`];
  const guess = didYouMean(text, meant);
  return `${demand}: ${oneOf(known)}${guess === undefined ? '' : `; ${guess}`}`;
}

/** What a place of one procedure is called in the other; undefined when it is none. */
function translated(text: string, from: Words, to: Words): string | undefined {
  const [first, ...rest] = text.split(/(?=[ -])/);
  if (first === from.part && rest.length === 1) return `${to.part}${rest.join('')}`;
  if (text === from.parts) return to.parts;
  return from.onlyBefore.includes(text) && text.endsWith(`-${from.old}`)
    ? text.replace(from.old, to.old)
    : undefined;
}

function oneOf(words: readonly string[]): string {
  const quoted = words.map((it) => `"${it}"`);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
}
