import Table from 'cli-table3';
import pc from 'picocolors';
import { levelTable, canaryFigures } from './canary-text.ts';
import type { FailedRequest } from './load-report.ts';
import type { DemoSummary, TimedStep } from './summary.ts';

export interface Place {
  readonly what: string;
  readonly where: string;
}

export interface SummaryPage {
  readonly summary: DemoSummary;
  /** Those that nobody meant to happen. */
  readonly failures: readonly FailedRequest[];
  /** What ran where. */
  readonly places: readonly Place[];
  readonly links: readonly Place[];
  readonly tryNext: readonly string[];
}

export function summaryText({ summary, failures, places, links, tryNext }: SummaryPage): string {
  return [
    '',
    heading(summary),
    '',
    ...figures(summary).map(([name, value]) => `  ${name.padEnd(12)} ${value}`),
    ...failures.slice(0, 5).map((it) => `  ${pc.red(describeFailure(it))}`),
    '',
    ...(summary.canary === undefined ? [] : [levelTable(summary.canary.levels), '']),
    stepTable(summary.steps),
    '',
    pc.bold('What ran where'),
    ...listed(places),
    '',
    pc.bold('Links'),
    ...listed(links),
    '',
    pc.bold('Try next'),
    ...tryNext.map((it, index) => `  ${String(index + 1)}. ${it}`),
    '',
  ].join('\n');
}

function heading(summary: DemoSummary): string {
  const words = `${summary.outcome} in ${seconds(summary.durationMs)}, ${failedWords(summary)}`;
  return summary.good ? pc.green(pc.bold(words)) : pc.red(pc.bold(words));
}

function failedWords({ failed, failedByBadVersion, requests }: DemoSummary): string {
  const of = `of ${String(requests)} requests`;
  if (failedByBadVersion === 0) return `${String(failed)} ${of} failed`;
  const other = failed - failedByBadVersion;
  return `${String(failedByBadVersion)} ${of} met the bad version's 5xx, ${other === 0 ? 'none' : String(other)} failed otherwise`;
}

function figures(summary: DemoSummary): readonly (readonly [string, string])[] {
  const { p50, p99, max } = summary.latencyMs;
  const versions = Object.entries(summary.byVersion).map(
    ([version, count]) => `${String(count)} by ${version}`,
  );
  return [
    ['requests', `${String(summary.requests)} (${versions.join(', ')})`],
    ['failed', String(summary.failed)],
    [
      'latency',
      `median ${String(p50)} ms, p99 ${String(p99)} ms, longest ${String(max)} ms; long requests left out`,
    ],
    ['total time', seconds(summary.durationMs)],
    [summary.canary === undefined ? 'on green' : 'on canary', seconds(summary.exposureMs)],
    ...(summary.canary === undefined ? [] : canaryFigures(summary.canary)),
    ...(summary.cause === undefined || summary.canary?.check !== undefined
      ? []
      : [['cause', summary.cause] as const]),
    ...(summary.serving === undefined
      ? []
      : [['serving', `${summary.serving.appId}, ${String(summary.serving.instances)} tasks`] as const]),
  ];
}

function stepTable(steps: readonly TimedStep[]): string {
  const table = new Table({
    head: ['step', 'batch', 'what', 'state', 'time'],
    style: { head: [], border: [], compact: true },
  });
  for (const { step, canaryStep, batch, title, state, direction, durationMs } of steps) {
    const number = canaryStep === undefined ? String(step) : `${String(step)}.${String(canaryStep)}`;
    const what = direction === 'roll-back' ? `back: ${title}` : title;
    table.push([number, batch ?? '', what, state, durationMs === undefined ? '' : seconds(durationMs)]);
  }
  return table.toString();
}

function describeFailure({ at, request, connection, durationMs, failure }: FailedRequest): string {
  const what = `${at} ${request} request by ${connection} connection after ${String(durationMs)} ms:`;
  switch (failure.kind) {
    case 'connection':
      return `${what} ${failure.code}`;
    case 'timeout':
      return `${what} no answer`;
    case 'status':
      return `${what} ${String(failure.status)} from ${failure.version ?? 'HAProxy'}`;
    case 'body':
      return `${what} ${String(failure.status)} with an answer that is not the app's: ${failure.body}`;
  }
}

const listed = (places: readonly Place[]) => places.map(({ what, where }) => `  ${what.padEnd(20)} ${where}`);

export const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`;
