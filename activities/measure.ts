import type { Check, Measurement } from '../src/domain/analysis.ts';
import { judgeMeasurement, type Answer } from '../src/domain/analysis-measurement.ts';
import type { Target } from './dependencies.ts';

/**
 * Measures a check once: all its queries at the same time, for the same moment. What Prometheus does not answer, or
 * refuses, is a measurement too. Throws only the signal's reason. Safe to repeat.
 */
export async function measure(target: Target, check: Check, signal: AbortSignal): Promise<Measurement> {
  const { versus, minRequests } = check;
  // A query alone leaves the moment to Prometheus, whose clock is the one of the samples.
  const at = versus === undefined && minRequests === undefined ? {} : { at: new Date() };
  const ask = (query: string | undefined) =>
    query === undefined ? undefined : answerTo(target, query, signal, at);
  const [canary, stable, requests] = await Promise.all([
    answerTo(target, check.query, signal, at),
    ask(versus?.query),
    ask(minRequests?.query),
  ]);
  const answers = {
    canary,
    ...(stable === undefined ? {} : { stable }),
    ...(requests === undefined ? {} : { requests }),
  };
  return { at: new Date().toISOString(), ...judgeMeasurement(check, answers) };
}

async function answerTo(
  { prometheus }: Target,
  query: string,
  signal: AbortSignal,
  at: { readonly at?: Date },
): Promise<Answer> {
  if (prometheus === undefined)
    return {
      kind: 'error',
      message: "the target has no Prometheus: add it to the worker's configuration and restart the worker",
    };
  try {
    return await prometheus.query(query, signal, at);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
  }
}
