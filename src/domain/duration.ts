import ms, { type StringValue } from 'ms';

/** A whole or decimal number and its unit. A bare number has none, so it is not a duration. */
export const durationPattern = /^\d{1,9}(\.\d{1,3})?(ms|s|m|h|d|w)$/;

/** Ten years: a moment so far ahead is still a date, and a timer. */
export const LONGEST_MS = 3_650 * 86_400_000;

/** Whole milliseconds of a duration such as `500ms`, `30s`, `5m`, `12h`, `2d`; undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  return durationPattern.test(text) ? Math.round(ms(text as StringValue)) : undefined;
}

/** The same of a duration that has been checked. Throws TypeError when it has not. */
export function milliseconds(duration: string): number {
  const durationMs = parseDurationMs(duration);
  if (durationMs === undefined)
    throw new TypeError(`"${duration}" is no duration: check the spec before it is planned`);
  return durationMs;
}
