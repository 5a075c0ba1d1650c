/** The seed of a test: always the same one, or the whole number of an environment variable. */
export function seedOf(variable: string, usual: number): number {
  const told = process.env[variable];
  if (told === undefined || told === '') return usual;
  if (/^\d{1,9}$/.test(told)) return Number(told);
  throw new Error(`${variable}: "${told}" is no seed. Give a whole number of at most nine digits`);
}
