import { closest, distance } from 'fastest-levenshtein';

/** Nobody mistypes one of ours at this length. */
const LONGEST = 60;

/** `did you mean "timeout"?` when one of the words is near enough to be meant; undefined otherwise. */
export function didYouMean(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0 || word.length > LONGEST) return undefined;
  const plain = word.toLowerCase().replaceAll(/[-_]/g, '');
  const nearest = closest(
    plain,
    words.map((it) => it.toLowerCase()),
  );
  const known = words.find((it) => it.toLowerCase() === nearest);
  // Two letters that changed places count as two.
  const allowed = plain.length <= 3 ? 1 : Math.max(2, Math.floor(plain.length / 3));
  return known !== undefined && distance(plain, nearest) <= allowed ? `did you mean "${known}"?` : undefined;
}
