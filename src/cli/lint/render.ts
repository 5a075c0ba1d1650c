import type { QueryReport } from './ask-prometheus.ts';
import type { ExpandedCheck, ExpandedStep, Expansion } from './expansion.ts';

/** The expansion as a list to read. */
export function renderExpansion(expansion: Expansion, queries: QueryReport): string {
  const { procedure, service, target, steps, control, checks, notes } = expansion;
  const title = `${procedure === 'canary' ? 'a canary' : 'a blue-green release'} of "${service}" on target "${target}"`;
  return [
    title,
    ...section('steps', renderSteps(steps)),
    ...section('', notes),
    ...section('control', control),
    ...section('checks', checks.flatMap(renderCheck)),
    ...section('', queryLines(queries)),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return ['', ...(title === '' ? lines : [title, ...lines.map((line) => `  ${line}`)])];
}

function renderSteps(steps: readonly ExpandedStep[]): readonly string[] {
  const width = Math.max(0, ...steps.map(({ title }) => title.length));
  return steps.map(({ number, title, tasks }) => {
    const place = String(number).padStart(2);
    if (tasks === undefined) return `${place}  ${title}`;
    return `${place}  ${title.padEnd(width)}  ${String(tasks)} ${tasks === 1 ? 'task' : 'tasks'}`;
  });
}

function renderCheck({ name, measured, limit, rules, ways }: ExpandedCheck): readonly string[] {
  return [
    `${name} (${measured.join(', ')})`,
    `  ${limit}`,
    `  ${rules.join('; ')}`,
    ...(ways.length > 1 ? ['  by the first of these that Prometheus has of stable:'] : []),
    ...ways.flatMap(({ source, query, requests }) => [
      `    ${source === undefined ? '' : source.padEnd(9)}${query}`,
      ...(requests === undefined ? [] : [`      requests: ${requests}`]),
    ]),
  ];
}

function queryLines(report: QueryReport): readonly string[] {
  switch (report.kind) {
    case 'none':
      return [];
    case 'understood':
      return [`Prometheus understands all ${String(report.queries)} queries`];
    case 'not-asked':
      return [`Prometheus was not asked about the queries: ${report.why}`];
    case 'refused':
      return report.problems;
  }
}
