/** A row of `show stat` or `show servers state`, by column name. */
export type Row = Readonly<Record<string, string>>;

/** Rows of `show stat`: comma separated, header first after "# ". No column that Pacer reads is quoted. */
export const statRows = (reply: string): Row[] => rows(reply, ',');

/** Rows of `show servers state`: a version line, a header after "# ", then rows with blanks between. */
export const serversStateRows = (reply: string): Row[] => rows(reply, ' ');

function rows(reply: string, separator: string): Row[] {
  const lines = reply.split('\n').map((line) => line.trim());
  const header = lines.findIndex((line) => line.startsWith('# '));
  const columns = lines[header]?.slice(2).split(separator) ?? [];
  return lines
    .slice(header + 1)
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split(separator);
      return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
    });
}

/** Entries in the reply of `show map`, lines of `pointer key value`. Of one key the first counts, as in HAProxy. */
export function mapEntries(reply: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const line of reply.split('\n')) {
    const [, key, value] = line.trim().split(/\s+/);
    if (key !== undefined && value !== undefined && !entries.has(key)) entries.set(key, value);
  }
  return entries;
}

/** Value of one key in the reply of `show map`. */
export const mapValue = (reply: string, key: string): string | undefined => mapEntries(reply).get(key);
