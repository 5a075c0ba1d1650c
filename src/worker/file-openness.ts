import type { Stats } from 'node:fs';

/**
 * Why a file is not to be trusted, as the rest of a sentence that begins with its name: other users of the machine may do
 * more with it than `others` says. Undefined: they may not. A device or a pipe may be everybody's, as /dev/null is.
 */
export function openness(
  stats: Pick<Stats, 'mode' | 'isFile'>,
  path: string,
  others: 'may-read' | 'may-nothing',
): string | undefined {
  const shown = `(mode ${(stats.mode & 0o777).toString(8).padStart(4, '0')})`;
  if (others === 'may-nothing')
    return (stats.mode & 0o007) === 0
      ? undefined
      : `is open to every user of the machine ${shown}: run \`chmod o-rwx ${path}\``;
  return (stats.mode & 0o002) === 0 || !stats.isFile()
    ? undefined
    : `can be changed by every user of the machine ${shown}: run \`chmod o-w ${path}\``;
}
