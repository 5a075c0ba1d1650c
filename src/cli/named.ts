import { InvalidArgumentError } from '@commander-js/extra-typings';

/** For an option or an argument that names something: an empty one is mostly a variable of a script that was not set. */
export function named(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is empty: give a name, or leave it out to have the default.');
}

/** The same, where it may not be left out. */
export function namedAlways(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is empty: give a name.');
}
