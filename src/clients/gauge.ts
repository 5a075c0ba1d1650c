import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { scrapeUrl } from '../domain/task-address.ts';
import { createTransport } from './http-transport.ts';

export interface GaugeSettings {
  readonly metric: string;
  readonly path: string;
  readonly timeoutMs: number;
}

/** The gauge of one task could not be read: nothing is known of its pending work. Never to be taken for zero. */
export class GaugeUnreadable extends Error {
  override readonly name = 'GaugeUnreadable';

  constructor(gauge: string, reason: string, cause?: unknown) {
    super(`${gauge}: ${reason}. Check pending.metric, pending.path and pending.portIndex of the spec`, {
      cause,
    });
  }
}

/** A task that is read is about to end, so no connection to it is kept. Sent without credentials; redirects are not followed. */
const scrape = createTransport({ keepAlive: false, maxReplyBytes: 16 * 1024 * 1024 });

/**
 * Sum over all series of the metric at `http://{address}{path}`, address being `host:port`. Throws GaugeUnreadable when
 * the scrape fails, the metric or its value is not there, or a value is no finite number from 0 up. Safe to repeat.
 */
export async function readGauge(
  address: string,
  settings: GaugeSettings,
  signal?: AbortSignal,
): Promise<number> {
  const gauge = `${settings.metric} at http://${address}${settings.path}`;
  const place = scrapeUrl(address, settings.path);
  if (place.kind === 'refused') throw new GaugeUnreadable(gauge, `is not asked, since ${place.reason}`);
  const exchange = await scrape({
    method: 'GET',
    url: place.url,
    headers: { accept: 'text/plain;version=0.0.4' },
    timeoutMs: settings.timeoutMs,
    signal,
  });
  if (exchange.kind !== 'reply')
    throw new GaugeUnreadable(gauge, `no answer (${exchange.cause.message})`, exchange.cause);
  if (exchange.status !== 200) throw new GaugeUnreadable(gauge, `answered ${exchange.status}`);
  return sumOfSeries(exchange.text, settings.metric, gauge);
}

function sumOfSeries(text: string, metric: string, gauge: string): number {
  const values = families(text, gauge)
    .filter(({ name }) => name === metric)
    .flatMap(({ metrics }) => metrics.map(({ value }) => value));
  if (values.length === 0)
    throw new GaugeUnreadable(gauge, 'the scrape has no such metric, or no value of it');
  return values.reduce((sum, value) => sum + count(value, gauge), 0);
}

function families(text: string, gauge: string) {
  // The parser drops a last line that has no line feed, and takes a HELP without text for an error.
  const lines = text.split('\n').filter((line) => !line.startsWith('# HELP'));
  try {
    return parsePrometheusTextFormat(`${lines.join('\n')}\n`);
  } catch (cause) {
    throw new GaugeUnreadable(gauge, "the answer is not in Prometheus' text format", cause);
  }
}

const LONGEST_VALUE = 60;

function count(value: string | undefined, gauge: string): number {
  // Number('') is 0.
  const number = value === undefined || value.trim() === '' ? NaN : Number(value);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new GaugeUnreadable(
    gauge,
    `its value is ${value?.slice(0, LONGEST_VALUE) ?? 'a histogram or summary'}, not a count`,
  );
}
