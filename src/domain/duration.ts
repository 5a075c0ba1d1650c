import ms, { type StringValue } from 'ms';

/** Milliseconds of a duration such as `500ms`, `30s`, `5m`, `12h`, `2d`; undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  if (!/^\d+(\.\d+)?\s*(ms|s|m|h|d|w)$/.test(text.trim())) return undefined;
  return ms(text.trim() as StringValue);
}
